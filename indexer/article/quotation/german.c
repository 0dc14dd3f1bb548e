/*
 * german.c - German, as far as the quotation finder needs it.
 *
 * The finite verb is the second part of its clause, so its subject is before or after it. All nouns
 * have a capital, so a name is recognised by a given name, a title or a verb next to it. Nouns are
 * compounds, so the ending of one says whether it is a person: "Regierungssprecherin".
 */
#include "indexer/article/quotation/name_words.h"
#include "indexer/base/count.h"

#define CUE VB_WORD_CUE
#define WEAK VB_WORD_CUE_WEAK

static const vb_language_word words[] = {
    {"sagt sagte sagten sagen gesagt teilte teilten teilt mitgeteilt mitteilte mitteilten spricht "
     "sprach sprachen schreibt schrieb schrieben schreiben geschrieben fugte fugten fugt "
     "hinzugefugt "
     "kundigte kundigten kundigt angekundigt ankundigte raumte raumten raumt eingeraumt einraumte "
     "rief riefen ruft fragte fragt fragten fragen gefragt gab bekanntgab heisst hiess lautet "
     "lautete "
     "meint meinte meinten versprach verspricht versprachen unterstrich unterstreicht widersprach "
     "widerspricht fand findet verwies verweist stellte klarstellte feststellte hielt halt "
     "zitierte zitiert gestand gesteht beschrieb beschreibt",
     CUE},
    {"laut gemass", CUE | VB_WORD_ACCORDING | VB_WORD_PREPOSITION},
    {"so", CUE | VB_WORD_ACCORDING | VB_WORD_BESIDE},
    {"angaben aussage aussagen worten ansicht meinung einschatzung auffassung",
     CUE | VB_WORD_ACCORDING},
    {"zufolge", CUE | VB_WORD_ACCORDING_AFTER},
    {"nannte nennt nannten nennen genannt sah sieht sahen warf wirft warfen vorgeworfen machte "
     "macht "
     "wies weist wiesen zuruckgewiesen zeigte zeigt gibt gaben nahm nimmt bat bittet baten dachte "
     "denkt glaubt glaubte las liest sang singt trat tritt kam kommt begann beginnt empfahl "
     "empfiehlt "
     "schloss schliesst erhob wusste weiss ging geht stand steht liess lasst legte legt zog zieht "
     "setzte setzt verlangte verlangt will wollte wollen lobt spricht sprach",
     WEAK},
    {"er", VB_WORD_PRONOUN | VB_WORD_MALE},
    {"sie", VB_WORD_PRONOUN | VB_WORD_FEMALE},
    {"wir", VB_WORD_PRONOUN | VB_WORD_PLURAL | VB_WORD_FIRST},
    {"ich", VB_WORD_PRONOUN | VB_WORD_FIRST},
    {"jemand niemand viele einige manche andere beide alle keiner jeder dieser diese",
     VB_WORD_PRONOUN},
    {"der", VB_WORD_DETERMINER | VB_WORD_DEFINITE | VB_WORD_GENITIVE},
    {"die das", VB_WORD_DETERMINER | VB_WORD_DEFINITE},
    {"des eines einer seiner ihrer unserer deren dessen", VB_WORD_DETERMINER | VB_WORD_GENITIVE},
    {"dem den einem einen seinem seinen ihrem ihren diesem diesen",
     VB_WORD_DETERMINER | VB_WORD_OBJECT},
    {"ein eine sein seine ihr ihre unser unsere mein meine dein kein keine jede jedes dieses "
     "mehrere "
     "zahlreiche zwei drei vier",
     VB_WORD_DETERMINER},
    {"hat habe haben hatte hatten ist sind war waren sei seien ware wird werden wurde wurden "
     "worden "
     "werde kann konnen konnte muss musse mussen musste soll solle sollen sollte mochte darf durfe "
     "durfte sich ihm ihnen ihn mir uns",
     VB_WORD_AUXILIARY},
    {"wird werden wurde wurden worden werde", VB_WORD_BE},
    {"nicht nie niemals", VB_WORD_AUXILIARY | VB_WORD_NEGATION},
    {"auch es man dann spater wieder jetzt nun schon nur noch sogar immer oft heute gestern morgen "
     "zuletzt "
     "zudem ausserdem daraufhin anschliessend dagegen jedoch allerdings hingegen weiter weiterhin "
     "erneut bereits zuvor damals dabei dazu hinzu bekannt klar fest zuruck "
     "deutlich scharf ausdrucklich wortlich etwa also doch mal ebenfalls gleichzeitig "
     "nachdrucklich "
     "hier dort offenbar vielleicht trotzdem schliesslich einmal selbst abschliessend",
     VB_WORD_ADVERB},
    {"von fur aus vom", VB_WORD_PREPOSITION | VB_WORD_LINK},
    {"in im an am auf bei beim mit nach zu zum zur uber unter vor seit bis durch gegen ohne um "
     "zwischen wahrend wegen trotz gegenuber innerhalb neben hinter pro ins ans ab statt "
     "angesichts",
     VB_WORD_PREPOSITION},
    {"und oder aber sondern denn sowie", VB_WORD_CONJUNCTION},
    {"dass ob wenn weil als wie da obwohl damit wahrend bevor nachdem indem wo warum was falls "
     "sobald",
     VB_WORD_CLAUSE},
    {"welche welcher welches", VB_WORD_RELATIVE},
    {"herr konig prinz papst graf", VB_WORD_TITLE | VB_WORD_MALE},
    {"frau konigin prinzessin", VB_WORD_TITLE | VB_WORD_FEMALE},
    {"dr prof professor prasident kanzler minister senator richter general oberst major kommissar "
     "bischof kardinal pfarrer trainer burgermeister landrat direktor chef ex stellvertretende "
     "stellvertretender",
     VB_WORD_TITLE | VB_WORD_ROLE},
    {"sprecher anwalt autor experte forscher leiter vorsitzende vorsitzender mitglied mann vater "
     "sohn "
     "bruder arzt lehrer schuler student nachbar zeuge fahrer besitzer bauer polizist soldat "
     "politiker abgeordnete abgeordneter kandidat regisseur sanger schauspieler kunstler spieler "
     "unternehmer historiker okonom analyst beamter beobachter kritiker grunder wirt augenzeuge",
     VB_WORD_ROLE},
    {"sprecherin anwaltin autorin expertin forscherin leiterin mutter tochter schwester arztin "
     "lehrerin schulerin studentin nachbarin zeugin fahrerin polizistin politikerin kandidatin "
     "prasidentin kanzlerin ministerin richterin burgermeisterin direktorin professorin chefin "
     "trainerin kommissarin senatorin historikerin beamtin landratin",
     VB_WORD_ROLE | VB_WORD_TITLE | VB_WORD_FEMALE},
    {"experten kritiker beobachter anwohner forscher politiker sprecher leute menschen eltern "
     "behorden "
     "demonstranten schuler bewohner nachbarn zeugen augenzeugen wissenschaftler arzte "
     "aktivisten mitglieder",
     VB_WORD_ROLE | VB_WORD_PLURAL},
    {"erklarung brief mitteilung bericht studie rede interview gesprach artikel tweet urteil buch "
     "schreiben pressemitteilung stellungnahme",
     VB_WORD_DOCUMENT},
    {"partei polizei regierung gericht bank verein gewerkschaft verband amt behorde zeitung "
     "universitat firma unternehmen konzern ministerium kommission parlament feuerwehr stadt "
     "agentur",
     VB_WORD_BODY},
    {"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar marz "
     "april "
     "mai juni juli august september oktober november dezember morgen abend mittag nachmittag "
     "nacht "
     "woche jahr jahre uhr montagabend dienstagabend mittwochabend donnerstagabend freitagabend",
     VB_WORD_TIME},
    {"titel titels film lied buch roman song motto namen begriff wort sogenannte sogenannten "
     "sogenannter",
     VB_WORD_WORK},
};

static const vb_language_word verbs[] = {
    {"erklaren betonen erganzen berichten antworten erwidern behaupten bestatigen "
     "vermuten beklagen bedauern erinnern erzahlen verkunden warnen fordern kritisieren "
     "kommentieren "
     "argumentieren versichern erlautern bekraftigen dementieren beteuern prophezeien scherzen "
     "rufen "
     "schildern mahnen konstatieren resumieren spotten schimpfen jubeln fluchen stohnen seufzen "
     "twittern urteilen folgern prognostizieren bilanzieren monieren wettern befurchten "
     "appellieren entgegnen formulieren plaudern flustern murmeln mutmassen aussern posten "
     "verteidigen klagen kontern begrunden freuen zweifeln drohen schwarmen meckern sticheln "
     "nachhaken witzeln philosophieren staunen wundern argern rechtfertigen spekulieren "
     "analysieren "
     "beschwichtigen beruhigen fauchen brullen raunen unken signalisieren diktieren versprechen "
     "loben wehren glauben",
     CUE},
    {"bezeichnen loben begrussen beschuldigen verurteilen hoffen rechnen erwarten wunschen planen "
     "danken "
     "diskutieren ablehnen unterstutzen bemangeln bewerten anmahnen verlesen beantworten zeigen "
     "reagieren rugen tadeln preisen feiern anprangern",
     WEAK},
};

/* Weak verbs: sagen -> sagt sagte sagten sagen, gesagt; and without "ge", erklart. */
static const vb_language_forms forms[] = {
    {"gnen", "gnet gnete gneten gnen", "gnend"},
    {"chnen", "chnet chnete chneten chnen", "chnend"},
    {"den", "det dete deten den dend", "dend"},
    {"ten", "tet tete teten ten", "tend"},
    {"eln", "elt elte elten eln", "elnd"},
    {"ern", "ert erte erten ern", "ernd"},
    {"en", "t te ten en", "end"},
};

static const vb_language_word endings[] = {
    {"sprecherin chefin leiterin ministerin prasidentin expertin anwaltin politikerin forscherin "
     "direktorin vertreterin kanzlerin trainerin meisterin richterin kommissarin beamtin "
     "wissenschaftlerin beraterin mitarbeiterin autorin senatorin ratin arztin schutzin bauerin "
     "helferin kundin vorsteherin managerin inhaberin grunderin abgeordnetin pfarrerin ratsfrau",
     VB_WORD_ROLE | VB_WORD_TITLE | VB_WORD_FEMALE},
    {"sprecher chef leiter minister prasident experte anwalt politiker forscher direktor vertreter "
     "kanzler trainer meister richter kommissar beamter wissenschaftler berater mitarbeiter autor "
     "vorsitzende vorsitzender beauftragte beauftragter kandidat abgeordnete abgeordneter senator "
     "sekretar manager historiker okonom analyst inspektor grunder inhaber fuhrer soziologe "
     "vorsteher helfer kunde biologe psychologe geologe politologe bauer bischof vorstand arzt "
     "stadtrat landrat herr",
     VB_WORD_ROLE | VB_WORD_TITLE},
    {"ministerium behorde regierung polizei verband gewerkschaft kommission partei gericht amt "
     "bank anwaltschaft verein konzern zeitung",
     VB_WORD_BODY},
};

static const vb_language_word names[] = {
    {"achim eberhard adalbert albrecht alexander alfred andre anton arne arno axel bastian "
     "benjamin bernd bernhard bjorn "
     "boris "
     "burkhard carl christian christoph clemens cornelius daniel david detlef dietmar dirk eckart "
     "ekkehard emil enno erich ernst erwin eugen felix ferdinand florian frank franz fritz georg "
     "gerald gerd gerhard gregor guido gunter gunther gustav hannes hans harald hartmut heiko "
     "heiner heinz helge helmut hendrik henning henrik herbert hermann holger horst hubert ingo "
     "jakob "
     "jan jens joachim jochen johann johannes jonas jorg jorn josef joseph julian julius jurgen "
     "kai "
     "karl karsten kevin klaus konrad konstantin kurt lars leo leon lorenz lothar ludwig lukas "
     "manfred marc marcel marco marcus mario marius markus martin mathias matthias max maximilian "
     "michael moritz nils norbert olaf ole oliver oskar otto patrick paul peter philipp rainer "
     "ralf "
     "ralph reiner reinhard rene richard robert roland rolf roman rudi rudiger rudolf sascha "
     "sebastian siegfried sigmar simon stefan steffen stephan sven thilo thomas thorsten till tim "
     "timo tobias tom torsten udo ulf uli ulrich uwe viktor volker walter werner wilhelm willi "
     "winfried wolf wolfgang wolfram xaver yannick",
     NAME_MALE},
    {"agnes alexandra alina andrea angela angelika anja anke anna anne annegret annette antje "
     "astrid "
     "barbara beate bettina birgit birte brigitte britta carina carla carolin charlotte christa "
     "christiane christina christine claudia cordula cornelia dagmar daniela doris dorothee edith "
     "elena elisabeth elke ella emma erika esther eva franziska frauke friederike gabi gabriele "
     "gerda "
     "gertrud gesine gisela gudrun hanna hannah hannelore heide heidi heike helene helga henrike "
     "hilde ilse ines inga inge ingrid irene iris jana janina jessica johanna jule julia juliane "
     "jutta karin karla katharina kathrin katja katrin kerstin klara kristina lara laura lea lena "
     "lena leonie lina linda lisa lotte luise magdalena maike maja manuela mareike margarete "
     "margot maria marianne marie marina marion marlene marta martina meike melanie mia michaela "
     "mona monika nadine nadja nele nicole nina nora olga paula petra pia ramona regina regine "
     "renate "
     "ricarda rita rosa rosemarie ruth sabine sabrina sandra sara sarah saskia sibylle sigrid "
     "silke "
     "silvia simone sonja sophie stefanie stephanie susanne svenja sybille tanja tatjana theresa "
     "tina "
     "ulla ulrike ursula ute vera verena veronika viola waltraud wiebke yvonne",
     NAME_FEMALE},
    {"kim simone nicola gabriele andrea kai robin", NAME_EITHER},
    {"von vom zu zur van de la freiherr graf", NAME_PARTICLE},
};

static const vb_language_word idioms[] = {
    {"das so dies", VB_IDIOM_NEXT},
};

const vb_quotation_language vb_quotation_german = {
    .code = "de",
    .name = "german",
    .words = words,
    .word_count = VB_COUNT(words),
    .verbs = verbs,
    .verb_count = VB_COUNT(verbs),
    .forms = forms,
    .form_count = VB_COUNT(forms),
    .names = names,
    .name_count = VB_COUNT(names),
    .tails = {.no_name = "ung", .of_several = "en"},
    .endings = endings,
    .ending_count = VB_COUNT(endings),
    .idioms = idioms,
    .idiom_count = VB_COUNT(idioms),
    .traits = VB_LANGUAGE_INVERTS | VB_LANGUAGE_NOUNS_CAPITAL,
};
