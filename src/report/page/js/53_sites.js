// Who reprints whom, and whose text each site carries.

const MATRIX_ROWS = 12, MATRIX_COLUMNS = 15, SITES_AT_ONCE = 15, SITES_BESIDE = 6;

function largest(flows, key, limit) {
    const sums = new Map();
    for (const flow of flows)
        sums.set(flow[key], (sums.get(flow[key]) || 0) + flow.articles);
    return [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, limit).map(([site]) => site);
}

function flowCell(data, flow, most) {
    if (!flow)
        return el("td", {class: "empty"}, el("span", {"aria-hidden": "true"}, "\u00b7"));
    return el("td", {class: "flow", "--w": (8 + 47 * Math.sqrt(flow.articles / most)).toFixed(1) + "%",
        title: plainSource(data.sites[flow.from]) + " \u2192 " + plainSource(data.sites[flow.to]) + ": " +
            plural(flow.articles, "article", "articles") + " of " + plural(flow.stories, "story", "stories") + ", " +
            percent(flow.verbatim / flow.articles) + " of them word for word" +
            (flow.median === null ? "" : ", half of them within " + lag(flow.median))},
        el("strong", {}, short(flow.articles)),
        flow.median === null ? null : el("span", {class: "lag"}, lag(flow.median)));
}

function flowTable(data, flows) {
    const rows = largest(flows, "from", MATRIX_ROWS), columns = largest(flows, "to", MATRIX_COLUMNS);
    const at = new Map(flows.map((flow) => [flow.from + " " + flow.to, flow]));
    const most = flows.reduce((max, flow) => Math.max(max, flow.articles), 1);
    return el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Who reprints whom, table"},
        el("table", {class: "matrix"},
            el("caption", {class: "hidden"}, "Articles of the site above whose text comes from the source at the left, and the median lag"),
            el("thead", {}, el("tr", {}, el("td", {class: "corner"}, "source \u2193  reprinted by \u2192"),
                columns.map((to) => el("th", {scope: "col"}, el("span", {dir: "auto", title: data.sites[to]}, data.sites[to]))))),
            el("tbody", {}, rows.map((from) => el("tr", {}, el("th", {scope: "row"}, sourceName(data.sites[from])),
                columns.map((to) => flowCell(data, at.get(from + " " + to), most)))))));
}

function flowSection(data, f, filter, onChange) {
    const flows = f.site === null ? data.flows
        : data.flows.filter((flow) => flow.from === f.site || flow.to === f.site);
    const others = isFiltered({...filter, site: "", q: ""});
    const top = flows[0];
    return el("section", {class: "card wide", "aria-labelledby": "flows-title"},
        el("h2", {id: "flows-title"}, "Who reprints whom"),
        flows.length === 0 ? el("p", {class: "note"}, "No site carries another site\u2019s text.")
            : [el("p", {class: "note"}, flows.some((flow) => flow.median !== null) ? "Articles, and below them the median time after the original. " : "Articles. ",
                top ? [el("bdi", {}, plainSource(data.sites[top.to])), " reprints ", el("bdi", {}, plainSource(data.sites[top.from])),
                    " most: ", plural(top.articles, "article", "articles"), top.median === null ? "" : ", " + later(top.median),
                    ". "] : null,
                others ? el("em", {}, "Counted over all dates, languages and relations. ") : null),
            flowTable(data, flows)]);
}

function siteRow(data, site, sum, onChange) {
    const all = sum.original + sum.agency + sum.copied || 1;
    const name = data.sites[site];
    return el("tr", {}, el("th", {scope: "row"}, site === 0 ? el("span", {class: "muted"}, "unknown and other sites")
            : el("button", {type: "button", class: "plain", dir: "auto", title: "Only this site", onclick: () => {
                onChange("site", name);
                document.getElementById("filter-site").value = name;
                document.getElementById("filter-site").focus();
            }}, name)),
        el("td", {class: "number articles", "data-label": sum.articles === 1 ? "article" : "articles"}, count(sum.articles)),
        el("td", {class: "share"}, shareBar(sum, shareText(sum))),
        ["original", "agency", "copied"].map((kind) =>
            el("td", {class: "number kind-" + kind, "data-label": kind}, sum[kind] > 0 ? percent(sum[kind] / all) : "\u2013")));
}

function siteSection(data, sums, onChange, atOnce) {
    const copy = (sum) => (sum.agency + sum.copied) / (sum.original + sum.agency + sum.copied || 1);
    const orders = {
        articles: (a, b) => b[1].articles - a[1].articles || a[0] - b[0],
        copy: (a, b) => copy(b[1]) - copy(a[1]) || b[1].articles - a[1].articles,
    };
    const body = el("tbody", {}), more = el("button", {type: "button", class: "more"});
    let order = "articles", limit = atOnce;
    const draw = () => {
        const list = [...sums.bySite].sort((a, b) => (a[0] === 0) - (b[0] === 0) || orders[order](a, b));
        body.replaceChildren(...list.slice(0, limit).map(([site, sum]) => siteRow(data, site, sum, onChange)));
        more.hidden = list.length <= limit;
        more.textContent = "Show all " + count(list.length);
    };
    more.addEventListener("click", () => { limit = Infinity; draw(); });
    draw();
    const sort = el("select", {id: "site-sort", onchange: (event) => { order = event.target.value; draw(); }},
        el("option", {value: "articles"}, "most articles"), el("option", {value: "copy"}, "most copy"));
    return el("section", {class: "card wide sites-card", "aria-labelledby": "sites-title"},
        el("div", {class: "card-head"}, el("h2", {id: "sites-title"}, "Whose text each site carries"),
            el("div", {class: "field inline"}, el("label", {for: "site-sort"}, "Order"), sort)),
        el("table", {class: "sites"},
            el("caption", {class: "hidden"}, "Share of original, agency and copied text by site"),
            el("thead", {}, el("tr", {}, el("th", {scope: "col"}, "Site"), el("th", {scope: "col", class: "number"}, "Articles"),
                el("th", {scope: "col", class: "share"}, "Share of the text"),
                ["original", "agency", "copied"].map((kind) => el("th", {scope: "col", class: "number"},
                    el("span", {class: "swatch part-" + kind, "aria-hidden": "true"}), " ", kind)))),
            body),
        more);
}
