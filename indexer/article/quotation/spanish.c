/*
 * spanish.c - Spanish, as far as the quotation finder needs it.
 *
 * The subject is after the verb as often as before it, and is often left out: "dijo" alone
 * names nobody. "él", without its accent, is the article "el", and is always read as the article.
 */
#include "indexer/article/quotation/name_words.h"
#include "indexer/base/count.h"

#define CUE VB_WORD_CUE
#define WEAK VB_WORD_CUE_WEAK

static const vb_language_word words[] = {
    {"sonrie sonrio resumio resume rebatio rebate", CUE},
    {"dijo dice dicen dijeron decia decian dicho escribio escribe escrito escribieron conto cuenta "
     "cuentan contaba pidio pide piden advirtio advierte advierten reconocio reconoce reconocen "
     "sostuvo sostiene sostienen admitio admite repitio repite insistio insiste insisten anadio "
     "anade anaden anadia respondio responde responden concluyo concluye prometio promete "
     "aseguraba "
     "expuso expone propuso propone manifesto manifiesta reconocia agradecio agradece recuerda "
     "recordo "
     "comenzo comienza mantiene mantuvo prosiguio prosigue siguio refirio sentencio predijo "
     "desmintio "
     "desmiente arguyo aduce adujo zanjo",
     CUE},
    {"diciendo escribiendo pidiendo advirtiendo anadiendo insistiendo", CUE | VB_WORD_CUE_ING},
    {"segun", CUE | VB_WORD_ACCORDING | VB_WORD_PREPOSITION},
    {"acuerdo", CUE | VB_WORD_ACCORDING},
    {"cree creen creia piensa piensan pensaba quiere quieren queria ve ven veia hizo hace puso "
     "pone "
     "dio da leyo lee hablo habla describio describe defendio defiende calificaba defienden",
     WEAK},
    {"ella", VB_WORD_PRONOUN | VB_WORD_FEMALE},
    {"ellos ellas", VB_WORD_PRONOUN | VB_WORD_PLURAL},
    {"nosotros", VB_WORD_PRONOUN | VB_WORD_PLURAL | VB_WORD_FIRST},
    {"yo", VB_WORD_PRONOUN | VB_WORD_FIRST},
    {"usted alguien nadie muchos algunos otros todos quien", VB_WORD_PRONOUN},
    {"el la los las", VB_WORD_DETERMINER | VB_WORD_DEFINITE},
    {"un una unos unas su sus este esta ese esa esos estos estas nuestro nuestra cada varios "
     "varias dos tres",
     VB_WORD_DETERMINER},
    {"ha han habia habian hubo he es son era eran fue fueron sera ser haber puede pueden podia "
     "debe "
     "deben va van se le les me nos lo sido estaba estan",
     VB_WORD_AUXILIARY},
    {"es son fue fueron era eran", VB_WORD_BE},
    {"no nunca tampoco", VB_WORD_AUXILIARY | VB_WORD_NEGATION},
    {"tambien despues luego ayer hoy manana entonces ahora ademas asimismo igualmente ya aun "
     "todavia "
     "asi solo incluso siempre recientemente finalmente posteriormente anteriormente mas menos muy "
     "bien tajante rotundamente claramente ironicamente antes nuevamente anoche enseguida",
     VB_WORD_ADVERB},
    {"de del para", VB_WORD_PREPOSITION | VB_WORD_LINK},
    {"a al en con por sin sobre entre hasta desde hacia contra ante bajo tras durante mediante",
     VB_WORD_PREPOSITION},
    {"y e o u pero ni sino", VB_WORD_CONJUNCTION},
    {"que si cuando como porque aunque mientras donde pues", VB_WORD_CLAUSE},
    {"quien quienes cual cuyo cuya", VB_WORD_RELATIVE},
    {"senor sr don rey principe padre papa", VB_WORD_TITLE | VB_WORD_MALE},
    {"senora sra dona reina princesa", VB_WORD_TITLE | VB_WORD_FEMALE},
    {"doctor dr doctora dra profesor profesora presidente presidenta ministro ministra ex senador "
     "senadora diputado diputada alcalde alcaldesa general coronel capitan juez jueza fiscal "
     "obispo cardenal director directora gobernador gobernadora canciller secretario secretaria "
     "consejero consejera concejal concejala comisario comisaria",
     VB_WORD_TITLE | VB_WORD_ROLE},
    {"portavoz vocero vocera abogado abogada investigador investigadora experto experta economista "
     "escritor escritora autor autora cantante actor actriz periodista maestro maestra medico "
     "medica "
     "enfermero enfermera vecino vecina padre madre hijo hija hermano hermana hombre mujer "
     "agricultor "
     "agricultora pescador dueno duena jefe jefa fundador fundadora historiador historiadora "
     "especialista asesor asesora responsable dirigente lider representante delegado delegada "
     "testigo "
     "entrenador entrenadora jugador jugadora analista candidato candidata empresario empresaria "
     "arquitecto arquitecta ingeniero ingeniera biologo biologa sociologo sociologa gerente viuda "
     "alumno alumna comandante miembro coordinador coordinadora encargado encargada",
     VB_WORD_ROLE},
    {"expertos vecinos autoridades fuentes investigadores medicos manifestantes diputados abogados "
     "familiares padres testigos cientificos sindicatos agentes trabajadores",
     VB_WORD_ROLE | VB_WORD_PLURAL},
    {"comunicado carta informe declaracion mensaje entrevista discurso tuit texto sentencia libro "
     "nota articulo estudio",
     VB_WORD_DOCUMENT},
    {"ministerio gobierno policia ayuntamiento partido sindicato asociacion empresa banco tribunal "
     "comision fiscalia universidad federacion grupo agencia diario periodico junta consejo "
     "congreso "
     "senado alcaldia organizacion compania instituto",
     VB_WORD_BODY},
    {"lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio "
     "julio "
     "agosto septiembre octubre noviembre diciembre tarde noche semana ano anos mes dia",
     VB_WORD_TIME},
    {"titulo titulado titulada pelicula cancion libro novela album palabra termino llamado llamada "
     "apodado apodada denominado denominada",
     VB_WORD_WORK},
};

static const vb_language_word verbs[] = {
    {"quejar felicitar indignar preocupar", CUE},
    {"afirmar declarar explicar senalar indicar asegurar anunciar subrayar destacar comentar "
     "lamentar denunciar criticar precisar aclarar confesar relatar narrar recordar apuntar "
     "agregar "
     "reiterar recalcar enfatizar opinar considerar constatar confirmar revelar negar alegar "
     "argumentar bromear ironizar contestar preguntar exclamar gritar susurrar murmurar sentenciar "
     "zanjar remarcar matizar puntualizar detallar avisar alertar informar replicar expresar "
     "observar "
     "notar estimar juzgar razonar acotar apostillar rematar tuitear lanzar acusar reclamar exigir "
     "suspirar vaticinar pronosticar abundar celebrar",
     CUE},
    {"calificar llamar citar rechazar esperar evaluar invitar presentar publicar firmar condenar "
     "elogiar felicitar valorar describir hablar imaginar aceptar reprochar",
     WEAK},
};

/* afirmar -> afirma afirmo afirman afirmaron afirmaba afirmaban afirmado; afirmando. */
static const vb_language_forms forms[] = {
    {"ar", "a o an aron aba aban ado", "ando"},
    {"ir", "e io en ieron ia ian ido", "iendo"},
    {"er", "e io en ieron ia ian ido", "iendo"},
};

static const vb_language_word names[] = {
    {"adolfo adrian agustin alberto alejandro alfonso alfredo alonso alvaro andres angel antonio "
     "armando arturo benito bernardo bruno camilo carlos cesar claudio cristian cristobal daniel "
     "dario david diego domingo eduardo emilio enrique ernesto esteban eugenio fabian federico "
     "felipe felix fernando fidel francisco gabriel gerardo german gonzalo gregorio guillermo "
     "gustavo "
     "hector hernan hugo ignacio ismael ivan jaime javier jesus joaquin jorge jose josep juan "
     "julian "
     "julio lorenzo lucas luis manuel marcelo marcos mariano mario martin mateo matias mauricio "
     "miguel moises nicolas octavio oscar pablo pascual pedro rafael ramiro ramon raul ricardo "
     "roberto rodolfo rodrigo ruben salvador samuel santiago sebastian sergio simon tomas vicente "
     "victor xavier",
     NAME_MALE},
    {"adela adriana alba alejandra alicia amalia amparo ana andrea angela angeles antonia beatriz "
     "belen blanca carla carlota carmen carolina catalina cecilia celia clara claudia concepcion "
     "consuelo cristina daniela diana dolores elena elisa elvira emilia esperanza estela esther "
     "eugenia eva fatima fernanda francisca gabriela gloria graciela guadalupe ines irene isabel "
     "josefa juana julia juliana laura leonor leticia lidia lola lorena lourdes lucia luisa "
     "magdalena "
     "manuela margarita maria mariana marina marisol marta martina matilde mercedes micaela "
     "milagros "
     "monica montserrat natalia nieves noelia nuria olga paloma patricia paula paulina pilar "
     "raquel "
     "rocio rosa rosario sandra sara silvia sofia soledad susana teresa valentina valeria veronica "
     "victoria violeta virginia ximena yolanda",
     NAME_FEMALE},
    {"trinidad reyes cruz andrea guadalupe", NAME_EITHER},
    {"de del la las los y", NAME_PARTICLE},
};

static const vb_language_word idioms[] = {
    {"asi lo", VB_IDIOM_NEXT},
};

const vb_quotation_language vb_quotation_spanish = {
    .code = "es",
    .name = "spanish",
    .words = words,
    .word_count = VB_COUNT(words),
    .verbs = verbs,
    .verb_count = VB_COUNT(verbs),
    .forms = forms,
    .form_count = VB_COUNT(forms),
    .names = names,
    .name_count = VB_COUNT(names),
    .idioms = idioms,
    .idiom_count = VB_COUNT(idioms),
    .traits = VB_LANGUAGE_INVERTS,
};
