"""Many small stories, as JSON Lines: many.py STORIES. The same number gives the same bytes.

Story sizes fall off as in real news: half of the stories have two members, one in a thousand more
than fifty.
"""
import json
import random
import sys

rng = random.Random(1)
VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"
WORDS = ["".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.randint(2, 4))) for _ in range(5000)]
SITES = [f"{rng.choice(WORDS)}{i}.example" for i in range(400)]
AGENCIES = ["(Reuters) - ", "(AP) - ", "(AFP) - "]
LANGS = ["en", "de", "fr", "es"]

for story in range(int(sys.argv[1])):
    size = min(200, int(2 * rng.random() ** -.7))
    words = [rng.choice(WORDS) for _ in range(44)]
    minute = rng.randrange(365 * 24 * 60)
    credit = rng.choice(AGENCIES) if rng.random() < .2 else ""
    for i, site in enumerate(rng.sample(SITES, size)):
        text = list(words)
        if i and rng.random() < .5:
            text[rng.randrange(44)] = rng.choice(WORDS)
        at = minute + (int(rng.expovariate(1 / 600)) if i else 0)
        day, rest = divmod(at, 24 * 60)
        month, day = divmod(day, 28)
        print(json.dumps({"id": f"{story}-{i}", "site": site, "lang": LANGS[story % 4], "title": " ".join(words[:8]),
                          "published": f"{2024 + month // 12}-{month % 12 + 1:02}-{day + 1:02}T{rest // 60:02}:{rest % 60:02}:00Z",
                          "text": ("EASTMERE " + credit if credit else "") + " ".join(text)}))
