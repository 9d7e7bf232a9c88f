// Helpers of the browser tests: pages that must not complain or ask the network, checks, TAP.
"use strict";
const {execFileSync} = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const root = path.resolve(__dirname, "../..");
const wirecopy = process.env.WIRECOPY || path.join(root, "build/wirecopy");
const work = fs.mkdtempSync(path.join(os.tmpdir(), "wirecopy-browser."));
process.on("exit", () => fs.rmSync(work, {recursive: true, force: true}));

// Runs the program, or another one, in the scratch folder and returns what it prints.
function run(program, ...words) {
    return execFileSync(program, words, {cwd: work, maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "inherit"]}).toString();
}
const cli = (...words) => run(wirecopy, ...words);
const json = (...words) => cli(...words).trim().split("\n").filter((line) => line).map((line) => JSON.parse(line));

const tests = [];
const test = (name, body) => tests.push({name, body});

function check(truth, words) {
    if (!truth)
        throw new Error(words);
}

function equal(found, expected, words) {
    const a = JSON.stringify(found), b = JSON.stringify(expected);
    check(a === b, words + ": " + a + " instead of " + b);
}

// What cannot be tested here, or null.
function missing() {
    const chromium = (process.env.CHROMIUM ? [process.env.CHROMIUM] : ["/usr/bin/chromium", "/usr/bin/chromium-browser"])
        .find((file) => fs.existsSync(file));
    if (!chromium)
        return "there is no chromium; 'make browser-deps' installs it";
    for (const name of ["playwright-core", "axe-core"]) {
        try {
            require.resolve(name);
        } catch {
            return "npm's " + name + " is not there; 'make browser-deps' installs it";
        }
    }
    process.env.CHROMIUM = chromium;
    return null;
}

let browser = null;

// A page in a context of its own. Console errors, exceptions and every request for anything but the
// file itself are collected and fail the test at its end.
async function open(file, options = {}) {
    const context = await browser.newContext({viewport: {width: 1440, height: 900}, colorScheme: "light", ...options});
    const page = await context.newPage();
    page.complaints = [];
    page.on("console", (line) => {
        if (options.refusals && /the server responded with a status of 4\d\d/.test(line.text()))
            return; // what the test provokes
        if (["error", "warning"].includes(line.type()))
            page.complaints.push("console: " + line.text());
    });
    page.on("pageerror", (error) => page.complaints.push("exception: " + error.message));
    page.on("request", (request) => {
        const url = request.url();
        const allowed = options.origin ? url.startsWith(options.origin) : url.startsWith("file://" + work + "/");
        if (!allowed && !url.startsWith("data:"))
            page.complaints.push("request: " + url);
    });
    page.on("dialog", (dialog) => {
        page.complaints.push("dialog: " + dialog.message());
        dialog.dismiss();
    });
    await page.goto(options.origin ? options.origin + file : "file://" + path.join(work, file));
    await page.waitForSelector("html[data-ready]");
    open.pages.push(page);
    return page;
}
open.pages = [];

// No serious violation of accessibility in the page as it is.
async function accessible(page, where) {
    const source = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    // Run by the debugger, so the page's policy stays as strict as it is.
    await page.evaluate(source + "; undefined");
    const result = await page.evaluate(() => axe.run(document, {resultTypes: ["violations"]}));
    const serious = result.violations.filter((v) => ["serious", "critical"].includes(v.impact));
    check(serious.length === 0, where + ": " + serious.map((v) =>
        v.id + " (" + v.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.failureSummary || "").replace(/\s+/g, " ")).join("; ") + ")").join(", "));
}

// Runs the tests, with WIRECOPY_TESTS=WORD those whose name has this word, and prints TAP.
async function main() {
    const word = process.env.WIRECOPY_TESTS || "";
    tests.splice(0, tests.length, ...tests.filter(({name}) => name.includes(word)));
    const reason = missing();
    if (reason) {
        tests.forEach(({name}, i) => console.log("ok " + (i + 1) + " # SKIP " + name + ": " + reason));
        console.log("1.." + tests.length);
        return;
    }
    const {chromium} = require("playwright-core");
    browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"]});
    let bad = 0;
    for (const [i, {name, body}] of tests.entries()) {
        let error = null;
        try {
            await body();
        } catch (caught) {
            error = caught;
        }
        for (const page of open.pages.splice(0)) {
            if (page.complaints.length && !error)
                error = new Error(page.complaints.join("\n"));
            await page.context().close();
        }
        console.log((error ? "not ok " : "ok ") + (i + 1) + " - " + name);
        if (error) {
            bad++;
            console.log(String(error.stack || error).replace(/^/gm, "# "));
        }
    }
    console.log("1.." + tests.length);
    await browser.close();
    process.exitCode = bad ? 1 : 0;
}

module.exports = {root, work, run, cli, json, test, check, equal, open, accessible, main};
