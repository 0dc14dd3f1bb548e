/*
 * english.c - the English words that the quotation finder needs.
 *
 * The verbs are those that reporters use with quotations. Weak ones count only if a
 * quotation is in their clause. Irregular forms are listed in `words`; english_inflect
 * makes the regular ones.
 */
#include "indexer/article/quotation/name_words.h"
#include "indexer/article/quotation/quotation_language.h"
#include "indexer/base/count.h"

#include "indexer/text/titles.h"

#include <stdio.h>
#include <string.h>

#define CUE VB_WORD_CUE
#define WEAK VB_WORD_CUE_WEAK
#define ING VB_WORD_CUE_ING
#define HEARER VB_WORD_OBJECT
#define AND_BLANK(word) word " "

static const vb_language_word words[] = {
    {"said says say saith wrote writes write written shouted", CUE},
    {"saying writing", CUE | ING},
    {"told tells tell", CUE | HEARER},
    {"telling", CUE | ING | HEARER},
    {"thought think thinks felt feel feels knew know knows saw see sees found find finds made make "
     "makes put puts heard spoke speak speaks read reads went gave give gives gone held hold holds "
     "swore swears sang sings shot began begins chose understood understand understands meant "
     "means "
     "sent "
     "sends took takes cast forbade fought led lied won saw drew let",
     WEAK},
    {"thinking feeling knowing seeing finding making putting speaking reading giving holding "
     "swearing "
     "singing meaning sending taking speaking",
     WEAK | ING},
    {"according", CUE | VB_WORD_ACCORDING},
    {"he", VB_WORD_PRONOUN | VB_WORD_MALE},
    {"she", VB_WORD_PRONOUN | VB_WORD_FEMALE},
    {"they", VB_WORD_PRONOUN | VB_WORD_PLURAL},
    {"we", VB_WORD_PRONOUN | VB_WORD_PLURAL | VB_WORD_FIRST},
    {"i", VB_WORD_PRONOUN | VB_WORD_FIRST},
    {"it you one someone everyone anyone somebody everybody anybody nobody others another many "
     "some several "
     "both few most",
     VB_WORD_PRONOUN},
    {"his him himself he's he'd", VB_WORD_MALE | VB_WORD_DETERMINER},
    {"her herself", VB_WORD_FEMALE | VB_WORD_DETERMINER},
    {"the", VB_WORD_DETERMINER | VB_WORD_DEFINITE},
    {"a an this that's these those its their our my your each every no any", VB_WORD_DETERMINER},
    {"has have had is was are were be been being am do does did will would can could may might "
     "must shall should hasn't haven't hadn't isn't wasn't aren't weren't don't doesn't didn't "
     "won't "
     "wouldn't can't couldn't cannot to used",
     VB_WORD_AUXILIARY},
    {"is was are were be been being isn't wasn't aren't weren't", VB_WORD_BE},
    {"not never", VB_WORD_AUXILIARY | VB_WORD_NEGATION},
    {"also then later again recently repeatedly often once now still already just only even simply "
     "instead earlier further first soon always sometimes yesterday today tonight tomorrow last "
     "once ever thus therefore however meanwhile famously reportedly publicly privately quickly "
     "bluntly wryly angrily sarcastically flatly merely rather too all who've previously "
     "subsequently finally initially specifically matter-of-factly jokingly moreover indeed "
     "perhaps maybe furthermore besides nevertheless nonetheless still",
     VB_WORD_ADVERB},
    {"of for at from", VB_WORD_PREPOSITION | VB_WORD_LINK},
    {"in on with by about against over under into to during after before since until through "
     "between among amid without within toward towards upon around near across despite like unlike "
     "per via regarding concerning behind beside besides beyond versus off out up down along "
     "inside "
     "outside throughout following including",
     VB_WORD_PREPOSITION},
    {"and or but nor yet plus", VB_WORD_CONJUNCTION},
    {"that whether if when while because as although though where how why what so than once unless "
     "whereas wherever whenever",
     VB_WORD_CLAUSE},
    {"who which whom whose", VB_WORD_RELATIVE},
    {VB_TITLES_OF_MEN(AND_BLANK), VB_WORD_TITLE | VB_WORD_MALE},
    {VB_TITLES_OF_WOMEN(AND_BLANK), VB_WORD_TITLE | VB_WORD_FEMALE},
    {VB_TITLES_OF_ANYBODY(AND_BLANK), VB_WORD_TITLE},
    {"spokesman spokeswoman spokesperson president senator governor minister secretary ambassador "
     "mayor chairman chairwoman director manager adviser advisor strategist lawyer attorney judge "
     "professor analyst expert economist author writer reporter editor host moderator anchor "
     "columnist candidate nominee billionaire businessman congressman congresswoman lawmaker "
     "official officer commander leader founder owner executive coach player actor actress singer "
     "doctor nurse teacher student resident neighbour neighbor witness voter supporter critic "
     "activist organizer pastor priest bishop historian scientist researcher policeman detective "
     "sheriff prosecutor defendant victim mother father wife husband son daughter brother sister "
     "man woman boy girl friend aide staffer operative pollster mogul politician diplomat source "
     "person correspondent contributor commentator chief head member engineer architect farmer "
     "fisherman "
     "captain pilot driver shopkeeper archivist clerk planner surveyor biologist ecologist chemist "
     "physicist geologist epidemiologist psychologist artist musician poet novelist filmmaker "
     "designer curator librarian accountant banker broker investor developer contractor builder "
     "consultant inspector investigator superintendent coroner dean headteacher lecturer academic "
     "campaigner trustee treasurer envoy delegate negotiator prisoner patient survivor passenger "
     "tenant landlord villager skipper sailor soldier firefighter paramedic midwife publisher "
     "counsel barrister solicitor",
     VB_WORD_ROLE},
    {"officials aides sources experts critics supporters voters lawmakers republicans democrats "
     "researchers authors scientists analysts people residents prosecutors police lawyers "
     "attorneys "
     "students protesters activists conservatives liberals leaders members senators editors "
     "families",
     VB_WORD_ROLE | VB_WORD_PLURAL},
    {"statement letter tweet post report release memo email e-mail message document filing lawsuit "
     "complaint ruling opinion editorial article column essay book petition poll survey study sign "
     "signs slogan headline caption ad advertisement video transcript resolution order indictment "
     "affidavit note website page text blog motto press newspaper paper magazine story bill law "
     "constitution suit subpoena motion brief transcript audio voiceover narrator placard banner "
     "plaque inscription act",
     VB_WORD_DOCUMENT},
    {"embassy ministry department agency government office campaign committee commission council "
     "court company university party union association group organization organisation church bank "
     "board bureau administration team police network house parliament army military firm "
     "institute "
     "foundation mission consulate newspaper magazine channel authority trust society club "
     "federation "
     "alliance coalition charity regulator watchdog hospital airline institution college museum "
     "theatre kremlin pentagon senate congress panel inquiry taskforce operator manufacturer "
     "supplier ltd inc plc corp llc",
     VB_WORD_BODY},
    {"monday tuesday wednesday thursday friday saturday sunday january february march april may "
     "june "
     "july august september october november december jan feb mar apr jun jul aug sep sept oct nov "
     "dec morning afternoon evening night",
     VB_WORD_TIME},
    {"titled entitled named dubbed nicknamed song film movie album novel series show program "
     "episode "
     "play book magazine word words term phrase slogan nickname hashtag known so-called called "
     "cover "
     "column label labeled labelled headlined",
     VB_WORD_WORK},
};

static const vb_language_word verbs[] = {
    {"add explain continue note argue announce suggest declare conclude claim reply respond state "
     "insist acknowledge admit recall reveal observe remark comment warn tweet retweet post joke "
     "quip exclaim shout yell whisper assert contend concede confirm deny recount reiterate repeat "
     "stress emphasize emphasise lament complain caution predict promise vow pledge muse opine "
     "report counter retort testify advise answer ask inquire wonder urge declaim intone chant "
     "proclaim allege maintain express mention point quote elaborate summarize theorize posit "
     "surmise protest murmur mutter mumble scream cry plead beg demand offer interject snap sneer "
     "gush boast brag confess confide disclose relate echo estimate speculate hint imply insinuate "
     "email message caption tease crow fume rail rant thunder bellow growl hiss sigh laugh chuckle "
     "deadpan enthuse marvel reflect preach pray swear blog",
     CUE},
    {"remind assure inform notify instruct interrupt", CUE | HEARER},
    {"describe accuse criticize criticise call denounce dismiss blast slam praise defend mock "
     "condemn attack blame charge label brand characterize characterise refer cite propose oppose "
     "support endorse reject question challenge decry deride ridicule lambaste hail tout applaud "
     "salute compare discuss address agree believe hope want expect fear consider regard view "
     "decline refuse seek plan call urge invoke identify portray paint deem dub rip knock hit "
     "chide scold berate rebuke thank welcome celebrate champion lead issue release publish sign "
     "open close begin start sum talk appear argue indicate signal show speak open launch bash "
     "trash taunt insult hammer skewer excoriate vilify disparage dispute refute rebut pan pen "
     "recite retaliate sing cheer toast joke riff worry realize decide remember learn hear urge "
     "raise "
     "detail outline underscore highlight signal trumpet advocate order request require appeal "
     "bemoan deplore decree rule apologize apologise regret weigh kick fire shoot lash push press "
     "turn return finish end interrupt chime pipe jump tease crack credit encourage implore advise "
     "offer profess pronounce concur disagree object scoff gripe grumble vent",
     WEAK},
};

/* Words of names, also of those in texts of other languages: "Bank of Marlow". */
static const vb_language_word names[] = {
    {"of", NAME_OF},
    {"for on", NAME_FOR},
    {"the", NAME_THE},
    {"and", NAME_AND},
    {"department ministry committee institute council commission center centre society foundation",
     NAME_OFFICE},
    {"pope king queen prince princess emperor sultan patriarch", NAME_REGAL},
    {"may march august", NAME_MONTH},
    {"will", NAME_WILL},
};

static const vb_language_word idioms[] = {
    {"by", VB_IDIOM_BY},
    {"with", VB_IDIOM_WITH},
    {"that", VB_IDIOM_THAT},
    {"while whereas although though", VB_IDIOM_CONTRAST},
    {"was is", VB_IDIOM_IS},
    {"how what", VB_IDIOM_HOW},
    {"the", VB_IDIOM_IN_THE},
    {"words", VB_IDIOM_WORDS},
    {"of", VB_IDIOM_WORDS_OF},
    {"former ex acting senior top then", VB_IDIOM_ONCE},
    {"people", VB_IDIOM_SEVERAL},
    {"accusation admission allegation announcement argument assertion belief boast call claim "
     "comment "
     "complaint conclusion declaration demand denial description insistence observation pledge "
     "plea "
     "prediction promise proposal question remark response statement suggestion testimony threat "
     "vow "
     "warning comments remarks claims words view",
     VB_IDIOM_SAYING},
    {"that for of to", VB_IDIOM_SAID_OF},
    {"continue continues continued", VB_IDIOM_GOES_ON},
    {"to", VB_IDIOM_TO},
    {"song film movie album novel series show program episode play book magazine", VB_IDIOM_WORK},
};

static int is_vowel(char c) {
  return strchr("aeiou", c) && c;
}

/* explain -> explains explained explaining; argue -> argues argued arguing; deny -> denies
   denied denying; quip -> quips quipped quipping (one vowel, one consonant, one syllable). */
static int english_inflect(const char *base, size_t n, int i, char *out, size_t room,
                           uint32_t *classes) {
  static const char *const doubled[] = {
      "quip", "snap", "brag",  "beg",   "chat",  "blog",   "rap", "dub", "rip",  "slam",   "plan",
      "pan",  "pen",  "admit", "rebut", "refer", "regret", "sum", "hit", "scan", "concur", "begin"};
  char last = base[n - 1], before = n > 1 ? base[n - 2] : 'a';
  int ends_e = last == 'e', ends_y = last == 'y' && !is_vowel(before), twice = 0;
  for (size_t k = 0; k < VB_COUNT(doubled); k++)
    twice |= strlen(doubled[k]) == n && memcmp(doubled[k], base, n) == 0;
  int sibilant = last == 's' || last == 'x' || last == 'z' ||
                 (last == 'h' && (before == 's' || before == 'c')) || last == 'o';
  int stem = (int)n, cut = (int)n - 1, length = -1;
  char again[2] = {twice ? last : '\0', '\0'};
  *classes = i == 3 ? VB_WORD_CUE_ING : i == 0 ? VB_WORD_BASE : 0;
  switch (i) {
  case 0: length = snprintf(out, room, "%.*s", stem, base); break;
  case 1:
    if (ends_y) length = snprintf(out, room, "%.*sies", cut, base);
    else length = snprintf(out, room, "%.*s%s", stem, base, sibilant ? "es" : "s");
    break;
  case 2:
    if (ends_y) length = snprintf(out, room, "%.*sied", cut, base);
    else length = snprintf(out, room, "%.*s%s%s", stem, base, again, ends_e ? "d" : "ed");
    break;
  case 3: length = snprintf(out, room, "%.*s%sing", ends_e ? cut : stem, base, again); break;
  default: return 0;
  }
  return length > 0 && (size_t)length < room;
}

const vb_quotation_language vb_quotation_english = {
    .code = "en",
    .name = "english",
    .words = words,
    .word_count = VB_COUNT(words),
    .verbs = verbs,
    .verb_count = VB_COUNT(verbs),
    .inflect = english_inflect,
    .names = names,
    .name_count = VB_COUNT(names),
    .idioms = idioms,
    .idiom_count = VB_COUNT(idioms),
    .tails = {.plural = "s",
              .doer = "er or ist ian man woman",
              .no_name = "ing ly",
              .contraction = "'m 've 're 'll 'd n't"},
};
