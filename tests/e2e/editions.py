"""An archive that comes out in editions, and what a store may hold of it after a run that failed.

Every edition has the articles in one order, each saying in its title which edition it is of, and
leaves out some that the one before had.
"""

import json
import random

WORDS = [f"word{n}" for n in range(300)] + ["the", "of", "harbour", "ferry"] * 40


def record(number, edition):
    chance = random.Random(number)
    return json.dumps({"id": f"story-{number}", "title": f"Edition {edition} story {number}",
                       "text": " ".join(chance.choice(WORDS) for _ in range(50))})


def members(edition, articles):
    return [n for n in range(articles) if n % 11 != edition % 11]


def write_edition(path, edition, articles):
    with open(path, "w", encoding="utf-8") as out:
        for n in members(edition, articles):
            out.write(record(n, edition) + "\n")


def held(vb, store):
    """number -> edition, of all articles; verified before, and counted by the verifier too."""
    env = {"ASAN_OPTIONS": "detect_leaks=0"}  # other tests look for leaks; here are hundreds of runs
    checked = vb("verify", "--store", store, env=env)
    assert checked.code == 0, checked
    result = vb("search", "--store", store, "--json", "--size", 5000, "--snippets", 0, "title:edition", env=env)
    found = {}
    for hit in result.json()["hits"] if result.code == 0 else []:
        _, edition, _, number = hit["title"].split()
        assert hit["id"] == f"story-{number}" and int(number) not in found
        found[int(number)] = int(edition)
    assert f"{len(found):,} articles" in checked.out, (checked, len(found))
    return found


def commits(before, edition, articles, every):
    """All states that commits of a run over this edition can leave, from `before` on."""
    state, changed = dict(before), 0
    yield dict(state)
    for n in members(edition, articles):
        if state.get(n) == edition:
            continue
        state[n] = edition
        changed += 1
        if changed % every == 0:
            yield dict(state)
    yield dict(state)
    yield {n: edition for n in members(edition, articles)}
