/*
 * french.c - French, as far as the quotation finder needs it.
 *
 * The subject comes after the verb if the quotation is before it: "a déclaré le maire",
 * "a-t-il dit". Small words lose their vowel before another: "l'avocat", "qu'il".
 */
#include "indexer/article/quotation/name_words.h"
#include "indexer/base/count.h"

#define CUE VB_WORD_CUE
#define WEAK VB_WORD_CUE_WEAK

static const vb_language_word words[] = {
    {"dite dites", CUE},
    {"dit disent disait disaient dirent ecrit ecrivait ecrivent ecrivit repond repondu repondait "
     "repondit "
     "soutient soutenu soutenait reconnait reconnu reconnaissait admet admis admettait promet "
     "promis "
     "promettait previent prevenu prevenait poursuit poursuivi poursuivait conclut conclu "
     "concluait "
     "ajoutait lance lancait retorque sourit souri maintient maintenu convient convenu defend "
     "defendu souvient souvenait reprend repris rit riait redit dement dementi",
     CUE},
    {"disant ecrivant repondant soutenant poursuivant concluant", CUE | VB_WORD_CUE_ING},
    {"selon", CUE | VB_WORD_ACCORDING},
    {"d'apres", CUE | VB_WORD_ACCORDING},
    {"pense pensait croit croyait veut voulait voit voyait vu entend sait savait lit lisait lu "
     "decrit "
     "decrivait fait prend pris tient tenu met remet parle parlait parle demande s'agace rit "
     "promet s'inquiete sent ressent apprend appris craint craignait refuse refusait",
     WEAK},
    {"il", VB_WORD_PRONOUN | VB_WORD_MALE},
    {"elle", VB_WORD_PRONOUN | VB_WORD_FEMALE},
    {"ils elles", VB_WORD_PRONOUN | VB_WORD_PLURAL},
    {"nous", VB_WORD_PRONOUN | VB_WORD_PLURAL | VB_WORD_FIRST},
    {"je j", VB_WORD_PRONOUN | VB_WORD_FIRST},
    {"on celui celle ceux certains plusieurs beaucoup personne chacun tu vous", VB_WORD_PRONOUN},
    {"le la les l", VB_WORD_DETERMINER | VB_WORD_DEFINITE},
    {"un une ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma mes quelques chaque "
     "deux trois",
     VB_WORD_DETERMINER},
    {"a ont avait avaient aurait auraient est sont etait etaient sera seront serait ete avoir etre "
     "peut "
     "peuvent pouvait doit doivent devait va vont s se m me lui y en t",
     VB_WORD_AUXILIARY},
    {"est sont etait etaient fut furent", VB_WORD_BE},
    {"ne n pas jamais", VB_WORD_AUXILIARY | VB_WORD_NEGATION},
    {"aussi ensuite alors encore ainsi toutefois cependant egalement deja hier aujourd'hui demain "
     "puis notamment pourtant enfin souvent toujours meme simplement clairement recemment "
     "precedemment "
     "desormais maintenant d'abord tout bien tres plus moins surtout seulement finalement "
     "sobrement "
     "fermement ironiquement franchement vivement longuement",
     VB_WORD_ADVERB},
    {"de d du des pour", VB_WORD_PREPOSITION | VB_WORD_LINK},
    {"a au aux en dans sur par avec sans sous chez vers contre entre depuis pendant apres avant "
     "devant derriere lors malgre hors jusqu durant parmi",
     VB_WORD_PREPOSITION},
    {"et ou mais ni car or donc", VB_WORD_CONJUNCTION},
    {"que qu si quand lorsque lorsqu comme parce puisque puisqu afin tandis alors comment pourquoi",
     VB_WORD_CLAUSE},
    {"qui dont lequel laquelle", VB_WORD_RELATIVE},
    {"m monsieur roi prince abbe", VB_WORD_TITLE | VB_WORD_MALE},
    {"mme madame mlle reine princesse", VB_WORD_TITLE | VB_WORD_FEMALE},
    {"docteur dr maitre me professeur pr president ministre premier ex senateur depute maire "
     "general colonel capitaine juge procureur pape cardinal eveque directeur chancelier "
     "secretaire "
     "prefet commissaire",
     VB_WORD_TITLE | VB_WORD_ROLE},
    {"presidente directrice senatrice deputee ministre avocate chercheuse porte-parole ecrivaine "
     "chanteuse actrice enseignante infirmiere habitante voisine mere fille soeur femme "
     "presidente agricultrice commissaire patronne cheffe fondatrice historienne economiste "
     "specialiste adjointe conseillere responsable chanceliere procureure redactrice",
     VB_WORD_ROLE},
    {"avocat porte parole chercheur expert economiste ecrivain auteur chanteur acteur journaliste "
     "enseignant medecin infirmier habitant voisin pere fils frere homme agriculteur pecheur "
     "patron "
     "chef fondateur historien specialiste adjoint conseiller responsable redacteur syndicaliste "
     "elu "
     "representant delegue temoin riverain militant entraineur joueur capitaine gerant commandant "
     "membre dirigeant cadre architecte ingenieur biologiste sociologue politologue",
     VB_WORD_ROLE},
    {"source", VB_WORD_ROLE},
    {"sources experts habitants voisins riverains elus syndicats autorites enqueteurs chercheurs "
     "medecins "
     "manifestants militants deputes senateurs avocats responsables parents gens scientifiques "
     "temoins",
     VB_WORD_ROLE | VB_WORD_PLURAL},
    {"communique lettre rapport declaration message tribune entretien discours tweet texte arret "
     "jugement livre courrier etude",
     VB_WORD_DOCUMENT},
    {"ministere gouvernement police mairie parti syndicat association entreprise societe banque "
     "tribunal cour commission parquet prefecture universite federation groupe direction agence "
     "journal gendarmerie conseil assemblee senat elysee matignon",
     VB_WORD_BODY},
    {"lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin "
     "juillet "
     "aout septembre octobre novembre decembre matin soir midi nuit semaine annee an ans mois jour",
     VB_WORD_TIME},
    {"titre intitule intitulee film chanson livre roman album mot mots terme surnomme surnommee "
     "dit "
     "baptise baptisee",
     VB_WORD_WORK},
};

static const vb_language_word verbs[] = {
    {"begayer vociferer relater narrer", CUE},
    {"declarer affirmer expliquer ajouter preciser indiquer assurer annoncer souligner estimer "
     "raconter confier rappeler insister regretter deplorer denoncer juger constater lancer "
     "marteler repliquer retorquer nuancer conclure commenter noter observer confirmer reveler "
     "dementir avancer argumenter plaider ironiser plaisanter temoigner resumer detailler relever "
     "signaler exhorter avertir informer s'exclamer exclamer interroger demander repeter glisser "
     "s'indigner indigner s'emporter emporter tweeter murmurer crier hurler soupirer tempeter "
     "alerter saluer feliciter feliciter promettre admirer analyser accuser exiger pester souffler "
     "reagir rejouir avouer sourire amuser "
     "etonner inquieter completer developper justifier temperer tonner proner philosopher "
     "decrypter "
     "enchainer objecter clamer proclamer jurer supplier implorer prier suggerer recommander "
     "rigoler "
     "abonder attaquer fulminer gronder rager raler reprocher questionner telephoner chuchoter "
     "balbutier bougonner begayer vociferer",
     CUE},
    {"critiquer qualifier appeler evoquer esperer souhaiter considerer reclamer refuser proposer "
     "presenter remercier defendre accueillir condamner fustiger vanter moquer publier signer "
     "designer imaginer redouter appeler citer rejeter",
     WEAK},
};

/* declarer -> declare (declaré too, without its accent) declarent declarait declaraient declara
   declarerent declaree; declarant. */
static const vb_language_forms forms[] = {
    {"cer", "ce cent cait caient ca cerent cee ces", "cant"},
    {"ger", "ge gent geait geaient gea gerent gee ges", "geant"},
    {"eler", "ele elle ellent elait elaient ela elerent elee", "elant"},
    {"er", "e ent ait aient a erent ee es", "ant"},
    {"clure", "clut clu cluait cluent", "cluant"},
    {"mettre", "met mis mettait mettent mit", "mettant"},
    {"dre", "d du dait dent dit", "dant"},
    {"ir", "it i issait issent", "issant"},
};

static const vb_language_word names[] = {
    {"adrien alain albert alexandre alexis alphonse andre antoine armand arnaud arthur aurelien "
     "baptiste bastien benoit bernard bertrand bruno cedric charles christian christophe clement "
     "cyril damien daniel david denis didier dominique edmond edouard emile emmanuel eric etienne "
     "fabien fabrice felix fernand florent francis franck francois frederic gabriel gael gaston "
     "georges gerald gerard gilbert gilles gregoire gregory guillaume gustave guy henri herve "
     "hubert hugo jacques jean jerome joel jonathan joseph julien laurent leo leon lionel loic "
     "louis luc lucas lucien ludovic marc marcel marius martin mathieu matthieu maurice maxime "
     "michel nathan nicolas noel olivier pascal patrice patrick paul philippe pierre quentin "
     "raphael raymond regis remi remy rene richard robert roger roland romain samuel sebastien "
     "serge simon stephane sylvain tanguy theo theodore thibault thierry thomas tristan valentin "
     "victor vincent xavier yann yannick yves yvan",
     NAME_MALE},
    {"adele agathe agnes alice aline amandine amelie anais anne annie armelle audrey aurelie "
     "aurore "
     "beatrice benedicte bernadette brigitte camille carole caroline catherine cecile celine "
     "chantal "
     "charlotte chloe christelle christiane christine claire clara clemence colette coralie "
     "corinne "
     "danielle delphine denise diane dominique edith elisabeth elise elodie emilie emma estelle "
     "eva evelyne fabienne florence francoise gaelle genevieve helene henriette ines isabelle "
     "jeanne "
     "jacqueline josette josiane julie juliette justine laetitia laura laure laurence lea louise "
     "lucie madeleine manon margaux margot marguerite marie marine marion marthe martine mathilde "
     "michele mireille monique muriel nadia nadine nathalie nicole noemie odile pascale patricia "
     "pauline raphaelle regine renee rosalie sabine sandrine sarah segolene severine simone "
     "solange "
     "solene sophie stephanie suzanne sylvie therese valerie vanessa veronique virginie viviane "
     "yvette yvonne zoe",
     NAME_FEMALE},
    {"dominique camille jean claude michele simone andrea", NAME_EITHER},
    {"de du des d la le l", NAME_PARTICLE},
};

static const vb_language_word idioms[] = {
    {"c'est ainsi", VB_IDIOM_NEXT},
};

const vb_quotation_language vb_quotation_french = {
    .code = "fr",
    .name = "french",
    .words = words,
    .word_count = VB_COUNT(words),
    .verbs = verbs,
    .verb_count = VB_COUNT(verbs),
    .forms = forms,
    .form_count = VB_COUNT(forms),
    .names = names,
    .name_count = VB_COUNT(names),
    .elisions = "l d qu n s m t j c jusqu lorsqu puisqu",
    .idioms = idioms,
    .idiom_count = VB_COUNT(idioms),
    .traits = VB_LANGUAGE_INVERTS | VB_LANGUAGE_INSERTS,
};
