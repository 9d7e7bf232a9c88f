// The page of `wirecopy report`, as a person uses it.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const {root, work, run, cli, json, test, check, equal, open, accessible, main} = require("./lib.js");

const STORY = "Ferry to Skarholm will sail all winter";
const SECONDS = Number(process.env.WIRECOPY_BROWSER_SECONDS || 2);

let made = false;
function demo() {
    if (!made) {
        cli("add", "-q", "idx", path.join(root, "demo/syndication.jsonl"), path.join(__dirname, "scripts.jsonl"));
        cli("report", "-q", "idx", "-o", "report.html", "--name", "demo");
        made = true;
    }
}

const text = (page, selector) => page.$eval(selector, (node) => node.textContent);
const texts = (page, selector) => page.$$eval(selector, (nodes) => nodes.map((node) => node.textContent));

async function openStory(page, title) {
    await page.fill("#search", title);
    await page.click("a.story-link");
    await page.waitForSelector("table.members");
}

test("the first page answers at once: how much is copy, and which stories spread most", async () => {
    demo();
    const page = await open("report.html");
    check(/^\d+ %$/.test(await text(page, ".hero .figure")), "a share in the headline");
    const stat = json("stat", "--json", "idx")[0];
    check((await text(page, ".hero .standfirst")).includes(stat.articles + " articles"), "the number of articles");
    equal((await texts(page, ".story-link"))[0], STORY, "the first story");
    for (const selector of [".matrix .flow", ".chart .bar-copies", ".bars .bar-line", ".sites .share-bar"])
        check(await page.$(selector), "no " + selector);
    const box = await page.$eval(".story", (node) => node.getBoundingClientRect().top);
    check(box < 900, "the first story is on the first screen");
});

test("a story is found, opened, and its texts stand side by side with what they share marked", async () => {
    demo();
    const page = await open("report.html");
    await openStory(page, "skarholm ferry");
    equal(await text(page, "h1"), STORY, "the story's title");
    equal((await page.$$(".dot")).length, 6, "points on the time line");
    const why = json("show", "--json", "--why", "idx", "gazette-ferry")[0].why;
    const shown = await text(page, ".evidence");
    check(why.reasons.length > 2 && why.reasons.every((reason) => !reason.evidence || shown.includes(reason.evidence)), "evidence");
    check(shown.includes("is dated before all others: 7 Oct 2024 06:10"), "the date that speaks for it");
    const story = json("clusters", "--json", "idx").find((c) => c.original === "gazette-ferry");
    for (const [i, member] of story.members.entries()) {
        if (i === 0)
            continue;
        await page.click(`#member-${i} a.compare-link`);
        await page.waitForSelector(".panes");
        const base = member.via || story.original;
        const diff = json("diff", "--json", "idx", base, member.id)[0];
        for (const [side, id] of [["a", base], ["b", member.id]]) {
            const bytes = Buffer.from(json("show", "--json", "--text", "idx", id)[0].text);
            equal(await text(page, `.pane-${side} .pane-text`), bytes.toString(), "the text of " + id);
            const marked = await page.$$eval(`.pane-${side} mark`, (nodes) => nodes.map((node) => [Number(node.dataset.passage), node.textContent]));
            const expected = diff.passages.map((p, k) => [k, bytes.subarray(...p[side]).toString()]);
            equal(marked.sort((x, y) => x[0] - y[0]), expected, "marked in " + id);
        }
        await page.goBack();
        await page.waitForSelector("table.members");
    }
});

test("offsets of Arabic, Chinese and emoji texts are marked where they are, and directions are right", async () => {
    demo();
    const page = await open("report.html");
    for (const id of ["arabic-1", "chinese-1"]) {
        const story = json("clusters", "--json", "idx").find((c) => c.members.some((m) => m.id === id));
        await page.goto("file://" + path.join(work, "report.html") + `#/story/${story.cluster}/compare/1`);
        await page.waitForSelector(".panes mark");
        const [a, b] = story.members.map((m) => m.id);
        const diff = json("diff", "--json", "idx", a, b)[0];
        const bytes = Buffer.from(json("show", "--json", "--text", "idx", b)[0].text);
        equal(await texts(page, ".pane-b mark"), [...diff.passages].sort((x, y) => x.b[0] - y.b[0])
            .map((p) => bytes.subarray(...p.b).toString()), "marked in " + b);
        const direction = await page.$eval(".pane-b .pane-text", (node) => getComputedStyle(node).direction);
        equal(direction, id === "arabic-1" ? "rtl" : "ltr", "the direction of " + b);
        await page.goto("about:blank");
    }
    page.complaints = page.complaints.filter((line) => !line.includes("about:blank"));
});

test("filters by date, site, language, relation and words narrow everything; the address keeps them", async () => {
    demo();
    const page = await open("report.html");
    const stories = () => texts(page, ".story-link");
    const all = await stories();
    await page.selectOption("#filter-lang", "ar");
    check((await stories()).length === 1 && all.length > 2, "one story in Arabic");
    await page.click("#clear");
    await page.selectOption("#filter-site", "islandweekly.example");
    equal(await stories(), [STORY], "stories of a site");
    check(!(await text(page, ".hero .standfirst")).includes("12 articles"), "the headline obeys");
    await page.click("#clear");
    await page.selectOption("#filter-relation", "abridged");
    equal(await stories(), [STORY], "stories with an abridged copy");
    await page.click("#clear");
    await page.fill("#filter-from", "2024-10-08");
    await page.fill("#filter-to", "2024-10-08");
    await page.press("#filter-to", "Tab");
    check((await stories()).includes("Reservoir to be lowered over cracks in the dam"), "stories of a day");
    await page.fill("#search", "grocery SHOP in brief");
    await page.waitForFunction((title) => document.querySelector(".story-link")?.textContent === title, STORY);
    await page.fill("#search", "nothing has these words");
    equal(await text(page, "#story-count"), "No story matches.", "no story");
    await page.fill("#search", "reservoir");
    const address = page.url();
    check(address.includes("q=reservoir") && address.includes("from=2024-10-08"), "the address: " + address);
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    equal(await stories(), ["Reservoir to be lowered over cracks in the dam"], "after loading again");
    await page.click("a.story-link");
    await page.waitForSelector("table.members");
    await page.goBack();
    await page.waitForSelector("#stories");
    equal(await page.inputValue("#search"), "reservoir", "the search after going back");
});

test("everything can be done with the keys alone", async () => {
    demo();
    const page = await open("report.html");
    const press = (key) => page.keyboard.press(key);
    await press("Tab");
    equal(await page.evaluate(() => document.activeElement.id), "skip", "the first stop");
    await press("/");
    await page.keyboard.type("skarholm");
    await press("Escape");
    await press("j");
    equal(await page.evaluate(() => document.activeElement.textContent), STORY, "j goes to the story");
    await page.waitForTimeout(400); // the search in the texts has drawn the page anew
    equal(await page.evaluate(() => document.activeElement.textContent), STORY, "and the focus stays there");
    await press("Enter");
    await page.waitForSelector("table.members");
    equal(await page.evaluate(() => document.activeElement.tagName), "H1", "the title has the focus");
    await press("j");
    await press("j");
    await press("Enter");
    await page.waitForSelector(".panes");
    await press("n");
    equal(await text(page, ".passage-count"), (await text(page, ".passage-count")).replace(/^Passage \d+/, "Passage 1"), "n selects a passage");
    equal((await page.$$("mark.current")).length, 2, "marked on both sides");
    await press("p");
    await press("?");
    check(await page.$("dialog[open]"), "the help opens");
    await press("Escape");
    check(!await page.$("dialog[open]"), "and closes");
    await press("Escape");
    await page.waitForSelector("table.members");
    await press("Escape");
    await page.waitForSelector("#stories");
    equal(await page.inputValue("#search"), "skarholm", "back to the search");
    await press("t");
    equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark", "t switches the theme");
});

test("dark and light: the system's, until one is chosen", async () => {
    demo();
    const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await open("report.html"), dark = await open("report.html", {colorScheme: "dark"});
    const white = await background(light), black = await background(dark);
    check(white !== black, "two backgrounds");
    await light.click("#theme-button");
    equal(await background(light), black, "dark after the button");
    for (let i = 0; i < 5 && (i === 0 || await background(light) !== black); i++) { // storage is written a moment later
        await light.reload();
        await light.waitForSelector("html[data-ready]");
    }
    equal(await background(light), black, "and after loading again");
    await light.click("#theme-button");
    equal(await background(light), white, "light again");
    await dark.click("#theme-button");
    equal(await background(dark), white, "light where the system is dark");
});

test("on a phone nothing is wider than the screen", async () => {
    demo();
    const page = await open("report.html", {viewport: {width: 390, height: 844}, isMobile: true, hasTouch: true});
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    equal(await wide(), 0, "the overview");
    await page.click(".filters-button");
    await page.selectOption("#filter-relation", "abridged");
    equal(await texts(page, ".story-link"), [STORY], "a filter");
    await page.click("a.story-link");
    await page.waitForSelector("table.members");
    equal(await wide(), 0, "a story");
    await page.click("a.compare-link");
    await page.waitForSelector(".panes");
    equal(await wide(), 0, "two texts");
    for (const step of ["next", "previous", "previous"]) { // to the first, to the last, to the one before
        await page.click(`#${step}-passage`);
        const seen = await page.$$eval("mark.current", (marks) => marks.map((mark) => {
            const box = mark.getBoundingClientRect(), pane = mark.closest(".pane-text").getBoundingClientRect();
            return box.top >= pane.top - 1 && box.top < Math.min(pane.bottom, innerHeight);
        }));
        equal(seen, [true, true], "one passage on both sides at a time");
    }
});

test("no serious violation of accessibility, light and dark, on every view", async () => {
    demo();
    for (const colorScheme of ["light", "dark"]) {
        const page = await open("report.html", {colorScheme});
        await accessible(page, "overview, " + colorScheme);
        await openStory(page, "skarholm");
        await accessible(page, "story, " + colorScheme);
        await page.click("a.compare-link");
        await page.waitForSelector(".panes");
        await accessible(page, "texts, " + colorScheme);
        await page.keyboard.press("?");
        await accessible(page, "help, " + colorScheme);
    }
});

test("it prints without its controls", async () => {
    demo();
    const page = await open("report.html", {colorScheme: "dark"});
    await page.emulateMedia({media: "print"});
    equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)", "white paper");
    check(!await page.isVisible(".filters"), "no filters");
    check((await page.pdf()).length > 10000, "a PDF");
    // On paper two texts stand side by side as a whole, also after going through their passages on a narrow screen.
    await page.emulateMedia({media: "screen"});
    await page.setViewportSize({width: 720, height: 700});
    await openStory(page, "skarholm");
    await page.click("a.compare-link");
    await page.click("#next-passage");
    await page.emulateMedia({media: "print"});
    const [a, b] = await page.$$eval(".pane", (panes) => panes.map((pane) => {
        const box = pane.getBoundingClientRect(), text = pane.querySelector(".pane-text");
        return {top: box.top, left: box.left, cut: text.scrollHeight > text.clientHeight + 1, about: pane.querySelector(".pane-about").clientHeight > 0};
    }));
    check(a.top === b.top && a.left < b.left && !a.cut && !b.cut && a.about && b.about, "texts on paper: " + JSON.stringify([a, b]));
});

test("hostile titles, ids, sites and addresses are shown and never run", async () => {
    fs.writeFileSync(path.join(work, "hostile.jsonl"), run("python3", path.join(__dirname, "hostile.py")));
    cli("add", "-q", "hostile", "hostile.jsonl");
    cli("report", "-q", "hostile", "-o", "hostile.html", "--name", "</script><img src=x onerror=alert(1)>");
    const page = await open("hostile.html");
    const unharmed = async (where) => {
        equal(await page.evaluate(() => document.documentElement.dataset.hit ?? null), null, "a script ran: " + where);
        equal(await page.$$eval("main img, main script, main iframe, main style, main svg[onload], main [onerror]",
            (nodes) => nodes.length), 0, "elements from titles: " + where);
        const addresses = await page.$$eval("a[href]", (links) => links.map((link) => link.protocol));
        check(addresses.every((protocol) => ["http:", "https:", "file:"].includes(protocol)), "addresses: " + addresses.join(" "));
        check(await page.$$eval("a[href^='file:'], a[href^='//']", (links) => links.length === 0), "an address of the machine");
    };
    await unharmed("overview");
    const numbers = json("clusters", "--json", "hostile").map((cluster) => cluster.cluster);
    equal(numbers.length, 9, "stories");
    for (const number of numbers) {
        for (const view of ["", "/compare/1"]) {
            await page.evaluate((hash) => { location.hash = hash; }, `#/story/${number}${view}`);
            await page.waitForSelector(view ? ".panes" : "table.members");
            await unharmed(number + view);
        }
    }
    for (const hash of ["#/story/__proto__", "#/story/1/compare/constructor", "#/?site=<img src=x>&q=\"><script>", "#javascript:alert(1)", "#/constructor"]) {
        await page.evaluate((value) => { location.hash = value; }, hash);
        await page.waitForSelector("h1");
        await unharmed(hash);
    }
});

test("the policy blocks what is not the page's own", async () => {
    demo();
    const page = await open("report.html");
    await page.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "document.documentElement.dataset.hit = 1";
        document.body.append(script);
        document.body.append(Object.assign(document.createElement("img"), {src: "https://elsewhere.example/x.png"}));
    });
    await page.waitForTimeout(200);
    equal(await page.evaluate(() => document.documentElement.dataset.hit ?? null), null, "a foreign script ran");
    const blocked = page.complaints.filter((line) => line.startsWith("console:") && /Content Security Policy/.test(line));
    equal(blocked.length, 2, "blocked: " + page.complaints.join("; "));
    page.complaints = [];
});

test("a page of 100,000 stories is below 5 MB and usable in time", async () => {
    const many = process.env.WIRECOPY_MANY || "many";
    if (many === "many") {
        fs.writeFileSync(path.join(work, "many.jsonl"), run("python3", path.join(__dirname, "many.py"), "100000"));
        cli("add", "-q", "many", "many.jsonl");
        fs.rmSync(path.join(work, "many.jsonl"));
    }
    const result = json("report", "--json", many, "-o", "many.html")[0];
    equal(result.clusters, 100000, "stories");
    check(result.bytes < 5e6 && fs.statSync(path.join(work, "many.html")).size === result.bytes, "bytes: " + result.bytes);
    const times = [];
    for (let i = 0; i < 3; i++) {
        const page = await open("many.html");
        times.push(await page.evaluate(() => performance.now()) / 1000);
        await page.fill("#search", "zz nothing");
        equal(await text(page, "#story-count"), "No story matches.", "it answers");
    }
    console.log("# usable after " + times.map((t) => t.toFixed(2)).join(", ") + " s; " + result.bytes + " bytes, " +
        result.full + " stories in full");
    check(Math.min(...times) < SECONDS, "usable after " + times.join(", ") + " s, not " + SECONDS);
});

// With WIRECOPY_SCREENSHOTS=FOLDER the pictures to look at are made; doc/report.md says how.
test("screenshots", async () => {
    demo();
    const folder = process.env.WIRECOPY_SCREENSHOTS;
    for (const [device, viewport] of [["desktop", {width: 1440, height: 900}], ["phone", {width: 390, height: 844}]]) {
        for (const colorScheme of ["light", "dark"]) {
            const page = await open("report.html", {viewport, colorScheme});
            const shoot = async (view) => {
                await page.waitForTimeout(folder ? 300 : 0);
                const image = await page.screenshot(folder ? {path: path.join(folder, `${view}-${device}-${colorScheme}.png`)} : {});
                check(image.length > 5000, "an empty picture of " + view);
            };
            await shoot("overview");
            await openStory(page, "skarholm");
            await shoot("story");
            await page.click("#member-4 a.compare-link");
            await page.waitForSelector(".panes");
            await shoot("texts");
        }
    }
    if (folder) {
        const page = await open("report.html", {viewport: {width: 1200, height: 760}});
        await page.waitForTimeout(300);
        await page.screenshot({path: path.join(folder, "readme.png")});
    }
});

main();
