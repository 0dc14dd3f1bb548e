"""Who said it in other languages than English, over invented articles with their speakers beside them.

quotations/CODE.txt: articles separated by "####"; under a paragraph a line for each of its quotations,
"= how it begins | the mention | the speaker": "-" where there is none, "x" where it is no quotation.
"""

import json
import pathlib
import re

import pytest

FILES = sorted((pathlib.Path(__file__).parent / "quotations").glob("*.txt"))
LEAST = {"found": 0.95, "mention": 0.9, "named": 0.85, "right": 0.95}


def articles(path):
    """Pairs of a text and what is expected of its quotations."""
    for block in path.read_text("utf8").split("\n####\n"):
        lines = block.split("\n")
        text = "\n".join(line for line in lines if not line.startswith("= "))
        expected = [[field.strip() for field in line[2:].split("|")] for line in lines if line.startswith("= ")]
        yield re.sub(r"\n{3,}", "\n\n", text).strip(), expected


def inspected(vb, texts):
    lines = "".join(json.dumps({"title": "t", "text": text}) + "\n" for text in texts)
    result = vb.program("verbatim-index", "inspect", "--format", "jsonl", "-", input=lines, code=0)
    return [json.loads(line)["quotes"] or [] for line in result.out.splitlines()]


def plain(text):
    return text.replace("’", "'")


def find(quotes, begins):
    return next((q for q in quotes for part in q["parts"] if plain(part["text"]).startswith(plain(begins))), None)


def same_mention(found, wanted):
    found, wanted = (set(re.findall(r"\w+", (m or "").lower())) for m in (found, wanted))
    return bool(found) and (found <= wanted or wanted <= found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_speakers_in_other_languages(vb, path):
    rows = list(articles(path))
    hits = {key: [0, 0] for key in LEAST}

    def count(key, good):
        hits[key][0] += bool(good)
        hits[key][1] += 1

    for quotes, (_, expected) in zip(inspected(vb, [text for text, _ in rows]), rows, strict=True):
        for begins, mention, speaker in expected:
            quote = find(quotes, begins)
            if mention == "x":
                continue
            count("found", quote)
            if mention != "-":
                count("mention", quote and same_mention(quote["mention"], mention))
            named = quote and quote["speaker"]
            if speaker != "-":
                count("named", named and plain(named) == plain(speaker))
            if named:
                count("right", plain(named) == plain(speaker))
    assert hits["found"][1] >= 100, "each language has a hundred quotations"
    for key, (good, of) in hits.items():
        assert good >= LEAST[key] * of, f"{path.stem}, {key}: {good} of {of}"


UNKNOWN = [
    "«Это наш город и наша река», — сказал Иван Брук. «И мы останемся».",
    "„Mur wytrzyma jeszcze sto lat”, powiedziała w poniedziałek Ada Bruk, która kieruje portem.",
    "«Το τείχος θα αντέξει ακόμα εκατό χρόνια», είπε η Άντα Μπρουκ τη Δευτέρα.",
    "“城墙还能再撑一百年，”艾达·布鲁克星期一说。",
    "De haven van Orlau blijft deze winter open.\n\n„We kunnen ons geen sluiting veroorloven”, zei Jan de Bruk na "
    "afloop van de vergadering. „Te veel gezinnen leven ervan.”",
    "El port d’Orlau romandrà obert tot l’hivern. Ho va anunciar dimarts l’ajuntament.\n\n«No ens podem permetre "
    "tancar», va dir l’alcalde, Jordi Puigmal. «Massa famílies en viuen».",
    "Portul din Orlau va rămâne deschis toată iarna. Primăria a anunțat acest lucru marți.\n\n„Nu ne permitem să "
    "închidem”, a declarat primarul Ion Bruc. „Prea multe familii trăiesc din el.”",
    "قالت آدا بروك: «سيصمد الجدار مئة عام أخرى على الأقل».",
]


@pytest.mark.parametrize("text", UNKNOWN)
def test_without_rules_the_quotation_is_found_and_nobody_named(vb, text):
    (quotes,) = inspected(vb, [text])
    assert quotes
    assert all(q["speaker"] is None and q["mention"] is None for q in quotes)
