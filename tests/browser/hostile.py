"""Articles whose every field tries to break out of a page: hostile.py > hostile.jsonl"""
import json

TEXT = (
    "The harbour pilots of Vessel Point said on Thursday that they would not bring ships in at night until the "
    "lamps on the northern mole are lit again, which they have not been since the storm of the second of May "
    "tore the cable from the wall and left the keeper with a torch and a ladder. ")
HOSTILE = [
    '</script><script>document.documentElement.dataset.hit="1"</script>',
    '<img src=x onerror="document.documentElement.dataset.hit=1">',
    '"><svg/onload=document.documentElement.dataset.hit=1>',
    "'; document.documentElement.dataset.hit=1; //",
    '<!--<script>document.documentElement.dataset.hit=1//',
    ']]><iframe srcdoc="<script>parent.document.documentElement.dataset.hit=1</script>"></iframe>',
    '\u2028document.documentElement.dataset.hit=1\u2029<style>body{display:none}</style>',
    '{{constructor.constructor("document.documentElement.dataset.hit=1")()}} __proto__ constructor',
    '\u202egnp.tpircs\u2066 \x07\x1b[31m \ud83d\udc69\u200d\ud83d\udcbb \u0645\u0631\u062d\u0628\u0627 \u6f22\u5b57 e\u0301',
]
URLS = ["javascript:document.documentElement.dataset.hit=1", "JaVaScRiPt:document.documentElement.dataset.hit=1",
        "data:text/html,<script>document.documentElement.dataset.hit=1</script>", "https://good.example/a",
        "//evil.example/x", "vbscript:msgbox(1)", "https://evil.example/\"><script>", "file:///etc/passwd", "blob:x"]

for i, words in enumerate(HOSTILE):
    for copy in "ab":
        print(json.dumps({
            "id": f"{words} {i}{copy}", "url": URLS[i] + f"#{copy}", "site": f"{words} site {copy}",
            "title": f"{words} title {copy}", "author": words, "lang": words[:40],
            "published": f"2024-05-0{i + 1}T0{1 if copy == 'a' else 5}:00:00Z",
            "text": f"{words} story {i} " + " ".join(f"w{i}x{k}" for k in range(40)) + " " + words
                    + ("" if copy == "a" else " and the editor adds a line of her own here.") + "\n\n" + TEXT * (i == 3)}))
