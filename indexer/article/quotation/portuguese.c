/*
 * portuguese.c - Portuguese, as far as the quotation finder needs it.
 *
 * The subject is after the verb as often as before it, and is often left out: "disse" alone
 * names nobody.
 */
#include "indexer/article/quotation/name_words.h"
#include "indexer/base/count.h"

#define CUE VB_WORD_CUE
#define WEAK VB_WORD_CUE_WEAK

static const vb_language_word words[] = {
    {"rebateu rebate sorri sorriu", CUE},
    {"disse diz dizem disseram dizia dito escreveu escreve escreveram escrito respondeu responde "
     "responderam reconheceu reconhece reconhecem prometeu promete defendeu defende defendem "
     "admitiu "
     "admite admitem repetiu repete insistiu insiste sustentou concluiu conclui concluem pediu "
     "pede "
     "pedem advertiu adverte propos propoe acrescentou resumiu resume desmentiu desmente referiu "
     "refere "
     "referem garantiu garante garantem esclareceu esclarece agradeceu agradece sugeriu sugere "
     "prosseguiu prossegue",
     CUE},
    {"dizendo escrevendo respondendo pedindo insistindo concluindo", CUE | VB_WORD_CUE_ING},
    {"segundo conforme", CUE | VB_WORD_ACCORDING | VB_WORD_PREPOSITION},
    {"acordo", CUE | VB_WORD_ACCORDING},
    {"acredita acreditam acha acham pensa pensam quer querem ve viu leu le falou fala fez faz "
     "descreveu descreve deu da chamou chama pos poe teme temem",
     WEAK},
    {"ele", VB_WORD_PRONOUN | VB_WORD_MALE},
    {"ela", VB_WORD_PRONOUN | VB_WORD_FEMALE},
    {"eles elas", VB_WORD_PRONOUN | VB_WORD_PLURAL},
    {"nos", VB_WORD_PRONOUN | VB_WORD_PLURAL | VB_WORD_FIRST},
    {"eu", VB_WORD_PRONOUN | VB_WORD_FIRST},
    {"voce alguem ninguem muitos alguns outros todos quem", VB_WORD_PRONOUN},
    {"o a os as", VB_WORD_DETERMINER | VB_WORD_DEFINITE},
    {"um uma uns umas seu sua seus suas esse essa este esta aquele aquela nosso nossa cada varios "
     "varias dois duas tres",
     VB_WORD_DETERMINER},
    {"tem tinha ha havia foi foram era eram sao ser estar esta estao estava pode podem podia deve "
     "devem vai vao se lhe lhes me sido",
     VB_WORD_AUXILIARY},
    {"foi foram sao era eram", VB_WORD_BE},
    {"nao nunca tampouco", VB_WORD_AUXILIARY | VB_WORD_NEGATION},
    {"tambem depois ontem hoje amanha entao agora ainda ja assim so apenas sempre recentemente "
     "finalmente posteriormente anteriormente mais menos muito bem alem antes novamente porem "
     "claramente ironicamente logo inclusive",
     VB_WORD_ADVERB},
    {"de do da dos das para", VB_WORD_PREPOSITION | VB_WORD_LINK},
    {"em no na nos nas num numa com por pelo pela pelos pelas sem sobre entre ate desde contra "
     "perante sob apos durante ao aos neste nesta nesse nessa",
     VB_WORD_PREPOSITION},
    {"e ou mas nem", VB_WORD_CONJUNCTION},
    {"que quando como porque embora enquanto onde pois caso", VB_WORD_CLAUSE},
    {"qual cujo cuja quais", VB_WORD_RELATIVE},
    {"senhor sr dom rei principe padre papa", VB_WORD_TITLE | VB_WORD_MALE},
    {"senhora sra dona rainha princesa", VB_WORD_TITLE | VB_WORD_FEMALE},
    {"doutor dr doutora dra professor professora presidente presidenta ministro ministra ex "
     "senador "
     "senadora deputado deputada prefeito prefeita general coronel capitao juiz juiza procurador "
     "procuradora bispo cardeal diretor diretora governador governadora chanceler secretario "
     "secretaria vereador vereadora delegado delegada comissario",
     VB_WORD_TITLE | VB_WORD_ROLE},
    {"porta voz advogado advogada pesquisador pesquisadora investigador investigadora especialista "
     "economista escritor escritora autor autora cantor cantora ator atriz jornalista medico "
     "medica "
     "enfermeiro enfermeira vizinho vizinha pai mae filho filha irmao irma homem mulher agricultor "
     "agricultora pescador dono dona chefe fundador fundadora historiador historiadora assessor "
     "assessora responsavel dirigente lider representante testemunha treinador treinadora jogador "
     "jogadora analista candidato candidata empresario empresaria arquiteto arquiteta engenheiro "
     "engenheira biologo biologa sociologo sociologa gerente viuva aluno aluna comandante membro "
     "coordenador coordenadora morador moradora autarca",
     VB_WORD_ROLE},
    {"especialistas vizinhos moradores autoridades fontes pesquisadores medicos manifestantes "
     "deputados advogados familiares pais testemunhas cientistas sindicatos agentes trabalhadores",
     VB_WORD_ROLE | VB_WORD_PLURAL},
    {"comunicado carta relatorio declaracao mensagem entrevista discurso tuite texto sentenca "
     "livro "
     "nota artigo estudo",
     VB_WORD_DOCUMENT},
    {"ministerio governo policia prefeitura camara partido sindicato associacao empresa banco "
     "tribunal comissao universidade federacao grupo agencia jornal conselho congresso senado "
     "instituto organizacao",
     VB_WORD_BODY},
    {"segunda terca quarta quinta sexta feira sabado domingo janeiro fevereiro abril maio junho "
     "julho agosto setembro outubro novembro dezembro manha tarde noite semana ano anos mes dia",
     VB_WORD_TIME},
    {"titulo intitulado intitulada filme cancao musica livro romance album palavra termo chamado "
     "chamada apelidado apelidada denominado",
     VB_WORD_WORK},
};

static const vb_language_word verbs[] = {
    {"reclamar festejar comemorar", CUE},
    {"afirmar declarar explicar indicar assegurar anunciar sublinhar destacar comentar lamentar "
     "denunciar criticar precisar confessar relatar contar narrar recordar lembrar apontar "
     "acrescentar reiterar ressaltar enfatizar opinar considerar constatar confirmar revelar negar "
     "alegar argumentar brincar ironizar perguntar exclamar gritar sussurrar murmurar frisar "
     "salientar "
     "avisar alertar informar retrucar completar expressar observar notar avaliar julgar ponderar "
     "detalhar tuitar lancar acusar reclamar exigir suspirar sustentar rematar adiantar analisar "
     "celebrar desabafar questionar continuar",
     CUE},
    {"classificar chamar citar rejeitar esperar convidar apresentar publicar assinar condenar "
     "elogiar felicitar falar imaginar aceitar saudar",
     WEAK},
};

/* afirmar -> afirma afirmou afirmam afirmaram afirmava afirmavam afirmado; afirmando. */
static const vb_language_forms forms[] = {
    {"ar", "a ou am aram ava avam ado", "ando"},
    {"er", "e eu em eram ia iam ido", "endo"},
    {"ir", "e iu em iram ia iam ido", "indo"},
};

static const vb_language_word names[] = {
    {"adriano afonso alberto alexandre alfredo anderson andre antonio armando artur augusto "
     "bernardo "
     "breno bruno caio carlos celso cesar claudio daniel davi david diego diogo duarte eduardo "
     "emanuel enrique ernesto fabio felipe fernando filipe flavio francisco gabriel geraldo "
     "gilberto "
     "goncalo guilherme gustavo heitor helio henrique hugo igor ivo jaime joao joaquim jorge jose "
     "julio leandro leonardo lucas luciano luis luiz manuel marcelo marcio marcos mario mateus "
     "mauricio miguel murilo nelson nuno otavio paulo pedro rafael raimundo raul renato ricardo "
     "roberto rodrigo rogerio rui samuel sebastiao sergio silvio thiago tiago tomas vasco vicente "
     "victor vinicius vitor wagner",
     NAME_MALE},
    {"adriana alice aline amanda amelia ana andreia angela antonia beatriz bianca bruna camila "
     "carla "
     "carolina catarina cecilia clara claudia cristina daniela debora diana eduarda elisa "
     "elisabete "
     "emilia erica fabiana fatima fernanda filipa flavia francisca gabriela gisele gloria helena "
     "heloisa ines iolanda irene isabel isabela joana julia juliana larissa laura leonor leticia "
     "lidia luana lucia luciana luisa luiza madalena mafalda manuela marcela marcia margarida "
     "maria "
     "mariana marina marisa marta matilde monica natalia patricia paula priscila raquel regina "
     "renata "
     "rita rosa sandra sara silvia simone sofia sonia susana tania tatiana teresa tereza vanessa "
     "vera "
     "veronica vitoria viviane yara",
     NAME_FEMALE},
    {"simone nair ariel", NAME_EITHER},
    {"de da do dos das e", NAME_PARTICLE},
};

static const vb_language_word idioms[] = {
    {"assim foi", VB_IDIOM_NEXT},
};

const vb_quotation_language vb_quotation_portuguese = {
    .code = "pt",
    .name = "portuguese",
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
