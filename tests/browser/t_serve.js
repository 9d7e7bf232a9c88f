// The pages of `wirecopy serve`, as a person uses them: the box to ask, and the report over the live index.
"use strict";
const {spawn} = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const {root, work, cli, json, test, check, equal, open, accessible, main} = require("./lib.js");

const OWN = "A paragraph of our own comes first, and nobody else has it.\n\n";
const HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "\"><svg onload=alert(3)>", "</textarea></title><script>alert(4)</script>"];
const WORDS = Array.from({length: 80}, (_, i) => "word" + (i * 7919 % 1000));
let origin = null, server = null;

// Serves the demo's articles and the hostile ones, once.
async function serve() {
    if (origin)
        return origin;
    const hostile = HOSTILE.map((title, i) => JSON.stringify({id: title + i, title, site: title, url: "javascript:alert(" + i + ")",
        text: "Number " + i + ": " + WORDS.map((word, k) => word + (k % 20 === i ? " " + title : "")).join(" ")}));
    fs.writeFileSync(path.join(work, "hostile.jsonl"), hostile.join("\n") + "\n");
    cli("add", "-q", "live", path.join(root, "demo/syndication.jsonl"), path.join(__dirname, "scripts.jsonl"), "hostile.jsonl");
    server = spawn(process.env.WIRECOPY || path.join(root, "build/wirecopy"), ["serve", "live", "--port", "0", "--no-log"],
        {cwd: work, stdio: ["ignore", "ignore", "pipe"]});
    process.on("exit", () => server.kill("SIGKILL"));
    origin = await new Promise((resolve, reject) => {
        let said = "";
        server.stderr.on("data", (piece) => {
            said += piece;
            const found = said.match(/http:\/\/[^ ]*(?=\/;)/);
            if (found)
                resolve(found[0]);
        });
        server.on("exit", (code) => reject(new Error("the server ended with code " + code + ": " + said)));
    });
    server.stderr.unref();
    server.unref();
    return origin;
}

const text = (page, selector) => page.$eval(selector, (node) => node.textContent);
const articleText = (id) => json("show", "--json", "--text", "live", id)[0].text;

async function ask(page, words) {
    await page.fill("#ask-text", words);
    await page.waitForFunction(() => document.querySelector(".ask-answer").getAttribute("aria-busy") === "false" &&
        /shares? text|Nowhere|not work/.test(document.getElementById("ask-verdict").textContent));
}

test("a pasted text is answered with what is shared, marked as diff has it", async () => {
    const page = await open("/#/ask", {origin: await serve()});
    const pasted = OWN + articleText("ledger-ferry");
    await ask(page, pasted);
    fs.writeFileSync(path.join(work, "pasted.txt"), pasted);
    const found = json("query", "--json", "live", "pasted.txt");
    check(found.length > 2, "matches on the command line");
    equal(await page.$$eval(".ask-match", (rows) => rows.length), found.length, "matches on the page");
    const marked = await page.$$eval(".ask-marked mark", (marks) => marks.map((mark) => mark.textContent).join(""));
    check(marked.length > 200 && !marked.includes("nobody else has it"), "the shared text is marked, ours is not");
    await page.click(".ask-match a");
    await page.waitForSelector(".panes mark");
    const bytes = Buffer.from(pasted);
    const expected = found[0].passages.map((p) => bytes.subarray(p.query[0], p.query[1]).toString());
    const shown = await page.$$eval(".pane-a mark", (marks) => marks.map((mark) => mark.textContent));
    equal(shown, expected, "passages of the first match");
});

test("the marks lie under the words of the box, in every script and wherever it is scrolled", async () => {
    const page = await open("/#/ask", {origin: await serve()});
    for (const id of ["ledger-ferry", "arabic-1", "chinese-1"]) {
        await ask(page, (OWN + articleText(id) + "\n").repeat(3));
        await page.waitForSelector(".ask-marked mark");
        const look = (top) => page.evaluate((top) => {
            const box = document.getElementById("ask-text"), marks = document.querySelector(".ask-marked");
            box.scrollTop = top;
            return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done([box, marks].map((node) => [node.scrollTop,
                node.scrollHeight, node.clientWidth, node.getBoundingClientRect().top, getComputedStyle(node).direction, getComputedStyle(node).font])))));
        }, top);
        for (const top of [0, 50, 100000]) {
            const [box, marks] = await look(top);
            equal(marks, box, id + " scrolled to " + top);
            check(top === 0 || box[0] > 0, "it scrolls");
        }
    }
});

test("marks stay where they belong while one types", async () => {
    const page = await open("/#/ask", {origin: await serve()});
    const known = articleText("ledger-ferry");
    await ask(page, known);
    await page.waitForSelector(".ask-marked mark");
    const marked = () => page.$$eval(".ask-marked mark", (marks) => marks.map((mark) => mark.textContent).join("|"));
    const before = await marked();
    await page.route("**/api/query*", () => {}); // no answer any more
    const place = known.indexOf("shop");
    const cut = before.indexOf("shop");
    check(cut > 0, "the word is marked");
    await page.$eval("#ask-text", (box, place) => box.setSelectionRange(place, place), place);
    await page.keyboard.type("big ");
    equal(await marked(), before.slice(0, cut) + "|" + before.slice(cut), "marks around the new word");
    equal(await page.$eval(".ask-marked", (node) => node.textContent), known.slice(0, place) + "big " + known.slice(place) + "\n", "the words behind the box");
    await page.$eval("#ask-text", (box) => box.setSelectionRange(0, 0));
    await page.keyboard.type("Well. ");
    check((await marked()).includes(before.slice(cut)), "marks move with their words");
});

test("a time and a language limit the answer as they do on the command line", async () => {
    const page = await open("/#/ask", {origin: await serve()});
    const asked = {id: "new", published: "2024-10-08", text: articleText("gazette-ferry")};
    fs.writeFileSync(path.join(work, "new.jsonl"), JSON.stringify(asked) + "\n");
    const all = json("query", "--json", "live", "new.jsonl"), near = json("query", "--json", "--window", "1d", "live", "new.jsonl");
    check(near.length > 0 && near.length < all.length, "some are near: " + near.length + " of " + all.length);
    await ask(page, asked.text);
    equal(await page.$$eval(".ask-match", (rows) => rows.length), all.length, "all");
    await page.click(".ask-limits summary");
    await page.fill("#ask-published", asked.published);
    await page.selectOption("#ask-window", "1d");
    await page.waitForFunction((n) => document.querySelectorAll(".ask-match").length === n, near.length);
    await page.selectOption("#ask-lang", "ar");
    await page.waitForFunction(() => document.getElementById("ask-known").textContent.includes("within these limits"));
    await page.click("a.brand");
    await page.goBack();
    await page.waitForSelector("#ask-lang");
    equal(await page.inputValue("#ask-window"), "1d", "the limits after going back");
});

test("the way back finds the text and the answer; a link asks about an article", async () => {
    const page = await open("/#/ask", {origin: await serve()});
    await ask(page, articleText("gazette-ferry"));
    const verdict = await text(page, "#ask-verdict");
    await page.click(".ask-match a");
    await page.waitForSelector(".panes");
    await page.goBack();
    await page.waitForSelector(".ask-match");
    equal(await text(page, "#ask-verdict"), verdict, "the answer after going back");
    check((await page.inputValue("#ask-text")).length > 100, "the text after going back");
    const direct = await open("/#/ask?id=ledger-ferry", {origin});
    await direct.waitForSelector(".ask-match");
    equal(await direct.$$eval(".ask-match", (rows) => rows.length), json("query", "--json", "live", "--id", "ledger-ferry").length, "matches");
});

test("a dropped page is read, an unknown text is nowhere, and a wrong file says so", async () => {
    const page = await open("/#/ask", {origin: await serve()});
    const html = "<html><head><title>x</title></head><body><article><h1>x</h1>" +
        articleText("ledger-ferry").split("\n").map((line) => "<p>" + line.replace(/[<&]/g, "") + "</p>").join("") + "</article></body></html>";
    await page.setInputFiles("#ask-file", {name: "page.html", mimeType: "text/html", buffer: Buffer.from(html)});
    await page.waitForSelector(".ask-match");
    check(!(await page.inputValue("#ask-text")).includes("<p>"), "the text of the page, not its marks");
    await ask(page, "words that stand in no article of this index whatever one may think of them");
    check((await text(page, "#ask-verdict")).startsWith("Nowhere"), "nowhere");
    equal(await page.$$eval(".ask-match", (rows) => rows.length), 0, "no matches");
});

test("a file is dropped on the box, from anywhere", async () => {
    const page = await open("/#/ask", {origin: await serve(), refusals: true});
    const drop = async (name, type, body, count = 1) => {
        const data = await page.evaluateHandle(([name, type, body, count]) => {
            const carried = new DataTransfer();
            carried.items.add(new File(Array(count).fill(body), name, {type}));
            return carried;
        }, [name, type, body, count]);
        await page.dispatchEvent(".ask-box", "dragover", {dataTransfer: data});
        check(await page.$(".ask-box.over"), "the box shows that it takes it");
        await page.dispatchEvent(".ask-box", "drop", {dataTransfer: data});
        check(!(await page.$(".ask-box.over")), "and then that it has");
    };
    const said = (words) => page.waitForFunction((words) => document.getElementById("ask-verdict").textContent.includes(words), words);
    const found = json("query", "--json", "live", "--id", "gazette-ferry").length + 1; // and itself
    await drop("letter.txt", "text/plain", articleText("gazette-ferry"));
    await said("share text");
    equal(await page.$$eval(".ask-match", (rows) => rows.length), found, "matches of a text");
    await drop("article.json", "application/json", JSON.stringify({title: "A title", text: articleText("gazette-ferry")}));
    await said("share text");
    equal(await page.inputValue("#ask-text"), articleText("gazette-ferry"), "the text of the object");
    await drop("list.json", "application/json", "[1, 2]");
    await said("That did not work: the body is no object of JSON");
    equal(await page.$$eval(".ask-match", (rows) => rows.length), 0, "no matches of the text before");
    await drop("large.txt", "text/plain", "five words of a text ".repeat(5000), 50);
    await said("too large");
});

test("an id or an address in the search leads to its story, other words to the box", async () => {
    const page = await open("/", {origin: await serve()});
    const article = json("show", "--json", "live", "ledger-ferry")[0];
    for (const words of [article.id, article.url]) {
        await page.fill("#search", words);
        await page.waitForSelector("#direct");
        equal(await text(page, "#direct"), article.title, "the article of " + words);
        equal(await text(page, "#story-count"), "1 story", "and its story");
    }
    await page.click("#direct");
    await page.waitForSelector("table.members");
    check((await page.$$eval("table.members", (tables) => tables[0].textContent)).includes("ledger-ferry"), "its story");
    await page.goBack();
    await page.fill("#search", "words that no title has");
    await page.waitForFunction(() => document.getElementById("story-count").textContent.includes("ask with the text"));
    equal(await page.$$("#direct").then((found) => found.length), 0, "no article");
    await page.click("#story-count a");
    await page.waitForSelector("#ask-text");
});

test("hostile titles are words in the answer, too", async () => {
    const page = await open("/#/ask", {origin: await serve()});
    await ask(page, WORDS.join(" "));
    const titles = await page.$$eval(".ask-title", (rows) => rows.map((node) => node.textContent));
    equal(titles.sort(), [...HOSTILE].sort(), "the titles as they are");
    equal(await page.$$eval("a", (links) => links.filter((a) => /^javascript/i.test(a.href)).length), 0, "links that are scripts");
    await page.click(".ask-match a");
    await page.waitForSelector(".panes mark");
});

test("the report stands over the live index", async () => {
    const page = await open("/", {origin: await serve()});
    check(/^\d+ %$/.test(await text(page, ".hero .figure")), "a share in the headline");
    await page.click("a.story-link");
    await page.waitForSelector("table.members");
    await page.click(".compare-link");
    await page.waitForSelector(".panes mark");
    await page.click("#ask-button");
    await page.waitForSelector("#ask-text");
});

test("only the keyboard, in dark, and no violation of accessibility", async () => {
    for (const viewport of [{width: 1440, height: 900}, {width: 390, height: 844}]) {
        const page = await open("/#/ask", {origin: await serve(), viewport, colorScheme: "dark"});
        await page.focus("#ask-text");
        await page.keyboard.insertText(articleText("ledger-ferry"));
        await page.waitForSelector(".ask-match");
        await accessible(page, "ask at " + viewport.width);
        check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
        for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement.matches(".ask-match a"))); i++)
            await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".panes mark");
        await accessible(page, "compare at " + viewport.width);
    }
});

// With WIRECOPY_SCREENSHOTS=FOLDER the pictures to look at are made, as for the report.
test("screenshots", async () => {
    const folder = process.env.WIRECOPY_SCREENSHOTS;
    for (const [device, viewport] of [["desktop", {width: 1440, height: 900}], ["phone", {width: 390, height: 844}]]) {
        for (const colorScheme of ["light", "dark"]) {
            const page = await open("/#/ask", {origin: await serve(), viewport, colorScheme});
            const shoot = async (view) => {
                await page.waitForTimeout(folder ? 300 : 0);
                const image = await page.screenshot(folder ? {path: path.join(folder, `${view}-${device}-${colorScheme}.png`)} : {});
                check(image.length > 5000, "an empty picture of " + view);
            };
            await shoot("ask");
            await ask(page, OWN + articleText("ledger-ferry"));
            await shoot("answer");
        }
    }
});

main().finally(() => server?.kill("SIGTERM"));
