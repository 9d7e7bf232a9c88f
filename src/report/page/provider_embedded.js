// The documents stand in the page itself and are parsed when they are asked for.
(() => {
"use strict";
const read = (id) => {
    const block = document.getElementById(id);
    return block ? JSON.parse(block.textContent) : null;
};
let folded = null;
// The stories whose documents have all of these words, which are folded already.
const search = (words) => {
    folded ??= [...document.querySelectorAll('script[id^="story-"]')].map((block) =>
        [Number(block.id.slice(6)), block.textContent.normalize("NFKC").toLowerCase()]);
    return folded.filter(([, text]) => words.every((word) => text.includes(word))).map(([cluster]) => cluster);
};
window.wirecopyProvider = {
    live: false,
    overview: () => Promise.resolve(read("overview")),
    search: (words) => Promise.resolve(search(words)),
    story: (cluster) => Promise.resolve(read("story-" + cluster)),
};
})();
