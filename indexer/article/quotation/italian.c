/*
 * italian.c - Italian, as far as the quotation finder needs it.
 *
 * The subject is after the verb as often as before it, and is often left out: "ha detto" alone
 * names nobody. Small words lose their vowel before another: "l'avvocato", "dell'Interno".
 */
#include "indexer/article/quotation/name_words.h"
#include "indexer/base/count.h"

#define CUE VB_WORD_CUE
#define WEAK VB_WORD_CUE_WEAK

static const vb_language_word words[] = {
    {"sorride sorrise sorriso ribatte ribatte", CUE},
    {"detto dice dicono disse dissero diceva scritto scrive scrisse scrivono risposto risponde "
     "rispose rispondono aggiunto aggiunge aggiunse aggiungono concluso conclude concluse "
     "concludono "
     "ammesso ammette ammise promesso promette promise sostenuto sostiene sostenne sostengono "
     "riconosciuto riconosce riconobbe chiesto chiede chiese chiedono proseguito prosegue "
     "proseguiva ribadisce ribadito ribadi spiegato ripetuto ripete avvertito avverte precisato "
     "proposto "
     "propone riferito riferisce chiarito chiarisce chiari smentito smentisce esordito esordisce "
     "infierisce deciso insistito insiste garantito garantisce definito definisce",
     CUE},
    {"dicendo scrivendo rispondendo aggiungendo concludendo sostenendo chiedendo",
     CUE | VB_WORD_CUE_ING},
    {"secondo", CUE | VB_WORD_ACCORDING | VB_WORD_PREPOSITION},
    {"crede credono pensa pensano vuole vogliono vede vedono letto legge parla parlato chiamato "
     "messo mette fatto fa teme temono descritto descrive difeso difende accolto accoglie",
     WEAK},
    {"lui egli", VB_WORD_PRONOUN | VB_WORD_MALE},
    {"lei ella", VB_WORD_PRONOUN | VB_WORD_FEMALE},
    {"loro essi", VB_WORD_PRONOUN | VB_WORD_PLURAL},
    {"noi", VB_WORD_PRONOUN | VB_WORD_PLURAL | VB_WORD_FIRST},
    {"io", VB_WORD_PRONOUN | VB_WORD_FIRST},
    {"qualcuno nessuno molti alcuni altri tutti chi ognuno", VB_WORD_PRONOUN},
    {"il lo la i gli le l", VB_WORD_DETERMINER | VB_WORD_DEFINITE},
    {"un uno una suo sua suoi sue questo questa questi queste quel quella quei nostro nostra ogni "
     "alcune diversi due tre",
     VB_WORD_DETERMINER},
    {"ha hanno aveva avevano avrebbe sono era erano sara sia essere avere stato stata stati puo "
     "possono poteva deve devono va vanno si ci mi vi ne",
     VB_WORD_AUXILIARY},
    {"viene vengono venne stato stata stati", VB_WORD_BE},
    {"non mai neppure", VB_WORD_AUXILIARY | VB_WORD_NEGATION},
    {"anche poi ieri oggi domani ora allora inoltre ancora gia cosi solo sempre infine "
     "recentemente "
     "successivamente pero invece piu meno molto bene subito quindi poco prima dopo stamattina "
     "stasera "
     "nuovamente chiaramente ironicamente proprio intanto",
     VB_WORD_ADVERB},
    {"di del dello della dei degli delle dell d per", VB_WORD_PREPOSITION | VB_WORD_LINK},
    {"a al allo alla ai agli alle all in nel nello nella nei negli nelle nell con su sul sulla sui "
     "sugli sulle sull da dal dallo dalla dai dagli dalle dall tra fra senza verso contro durante "
     "sotto sopra presso davanti dietro",
     VB_WORD_PREPOSITION},
    {"e ed o ma ne oppure", VB_WORD_CONJUNCTION},
    {"che se quando come perche mentre dove poiche affinche", VB_WORD_CLAUSE},
    {"cui quale quali", VB_WORD_RELATIVE},
    {"signor sig re principe don papa padre", VB_WORD_TITLE | VB_WORD_MALE},
    {"signora sig.ra regina principessa suor", VB_WORD_TITLE | VB_WORD_FEMALE},
    {"dottor dottoressa dott dr professor professore professoressa prof presidente ministro "
     "ministra "
     "ex senatore senatrice deputato deputata sindaco sindaca generale colonnello capitano giudice "
     "procuratore procuratrice vescovo cardinale direttore direttrice premier cancelliere "
     "segretario "
     "segretaria governatore assessore assessora onorevole on commissario avvocato avvocata "
     "ingegner",
     VB_WORD_TITLE | VB_WORD_ROLE},
    {"portavoce ricercatore ricercatrice esperto esperta economista scrittore scrittrice autore "
     "autrice cantante attore attrice giornalista maestro maestra medico infermiere infermiera "
     "vicino vicina padre madre figlio figlia fratello sorella uomo donna agricoltore pescatore "
     "titolare capo fondatore fondatrice storico storica specialista consigliere consigliera "
     "responsabile dirigente leader rappresentante delegato delegata testimone allenatore "
     "allenatrice "
     "giocatore giocatrice analista candidato candidata imprenditore imprenditrice architetto "
     "ingegnere biologo biologa sociologo sociologa proprietario proprietaria vedova studente "
     "studentessa comandante membro coordinatore coordinatrice sindacalista regista",
     VB_WORD_ROLE},
    {"esperti vicini autorita fonti ricercatori medici manifestanti deputati avvocati familiari "
     "genitori testimoni scienziati sindacati agenti lavoratori residenti abitanti inquirenti",
     VB_WORD_ROLE | VB_WORD_PLURAL},
    {"comunicato lettera rapporto dichiarazione messaggio intervista discorso tweet testo sentenza "
     "libro nota articolo studio post",
     VB_WORD_DOCUMENT},
    {"ministero governo polizia comune partito sindacato associazione azienda societa banca "
     "tribunale "
     "commissione procura universita federazione gruppo agenzia giornale quotidiano consiglio "
     "senato camera regione questura confindustria istituto",
     VB_WORD_BODY},
    {"lunedi martedi mercoledi giovedi venerdi sabato domenica gennaio febbraio marzo aprile "
     "maggio "
     "giugno luglio agosto settembre ottobre novembre dicembre mattina sera notte pomeriggio "
     "settimana anno anni mese giorno",
     VB_WORD_TIME},
    {"titolo intitolato intitolata film canzone libro romanzo album parola termine cosiddetto "
     "cosiddetta soprannominato soprannominata chiamato chiamata",
     VB_WORD_WORK},
};

static const vb_language_word verbs[] = {
    {"esultare riassumere", CUE},
    {"affermare dichiarare spiegare indicare assicurare annunciare sottolineare commentare "
     "lamentare denunciare criticare precisare confessare raccontare ricordare osservare replicare "
     "ribattere constatare confermare rivelare negare argomentare scherzare ironizzare domandare "
     "esclamare gridare sussurrare mormorare avvisare informare notare stimare giudicare rilevare "
     "evidenziare rimarcare puntualizzare dettagliare twittare lanciare accusare rivendicare "
     "sospirare testimoniare sbottare tuonare attaccare incalzare rincarare auspicare ammonire "
     "continuare obiettare sentenziare celebrare",
     CUE},
    {"chiamare citare rifiutare sperare valutare invitare presentare pubblicare firmare condannare "
     "elogiare ringraziare lodare bollare parlare immaginare accettare salutare considerare "
     "liquidare bocciare",
     WEAK},
};

/* affermare -> afferma affermo affermano affermarono affermava affermavano affermato. */
static const vb_language_forms forms[] = {
    {"are", "a o ano arono ava avano ato", "ando"},
    {"ere", "e e ono erono eva evano uto", "endo"},
    {"ire", "isce i iscono irono iva ivano ito", "endo"},
};

static const vb_language_word names[] = {
    {"achille adriano alberto aldo alessandro alessio alfonso alfredo andrea angelo antonio arturo "
     "augusto bruno carlo cesare claudio corrado cristiano daniele dario davide diego domenico "
     "edoardo elio emanuele emilio enrico enzo ernesto ettore eugenio fabio fabrizio federico "
     "felice "
     "ferdinando filippo flavio francesco franco gabriele gaetano gennaro giacomo giancarlo "
     "gianfranco "
     "gianluca gianni giorgio giovanni giuliano giulio giuseppe guglielmo guido ignazio ivan "
     "jacopo "
     "leonardo livio lorenzo luca luciano luigi marcello marco mario massimiliano massimo matteo "
     "maurizio mauro michele mirko nicola nino orazio oscar paolo pasquale piero pierluigi pietro "
     "raffaele renato renzo riccardo roberto rocco romano ruggero salvatore sandro sebastiano "
     "sergio "
     "silvano silvio simone stefano tommaso ugo umberto valerio vincenzo vito vittorio walter",
     NAME_MALE},
    {"ada adele agnese alba alessandra alessia alice anna annalisa antonella antonia arianna "
     "barbara "
     "beatrice benedetta bianca bruna camilla carla carlotta carmela caterina cecilia chiara "
     "cinzia "
     "clara claudia concetta cristina daniela debora donatella elena eleonora elisa elisabetta "
     "emanuela emma erica eva federica fiorella flavia francesca franca gabriella giada gianna "
     "ginevra giorgia giovanna giulia giuliana giuseppina grazia ilaria irene isabella ivana laura "
     "letizia lidia liliana lina lisa loredana lucia luciana lucrezia luisa maddalena manuela mara "
     "margherita maria marianna marina marisa marta martina matilde michela milena mirella monica "
     "morena nadia nicoletta ornella paola patrizia pina raffaella renata rita roberta rosa "
     "rosanna "
     "rossella sabrina sandra sara serena silvana silvia simona sofia sonia stefania susanna tania "
     "teresa tiziana valentina valeria vanessa vera veronica viola virginia vittoria",
     NAME_FEMALE},
    {"andrea nicola simone gabriele michele daniele", NAME_EITHER},
    {"di del della dei degli d dell lo la", NAME_PARTICLE},
};

static const vb_language_word idioms[] = {
    {"lo cosi", VB_IDIOM_NEXT},
};

const vb_quotation_language vb_quotation_italian = {
    .code = "it",
    .name = "italian",
    .words = words,
    .word_count = VB_COUNT(words),
    .verbs = verbs,
    .verb_count = VB_COUNT(verbs),
    .forms = forms,
    .form_count = VB_COUNT(forms),
    .names = names,
    .name_count = VB_COUNT(names),
    .elisions = "l d dell all nell dall sull un c s quest quell anch",
    .idioms = idioms,
    .idiom_count = VB_COUNT(idioms),
    .traits = VB_LANGUAGE_INVERTS,
};
