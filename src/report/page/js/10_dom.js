// Elements are made here and nowhere else. Text goes in as text nodes; addresses only when they are
// http or https, or fragments of this page. Nothing is ever parsed as markup.

const SVG = "http://www.w3.org/2000/svg";

function safeHref(address) {
    if (typeof address !== "string")
        return null;
    if (address.startsWith("#"))
        return address;
    try {
        const url = new URL(address);
        return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
    } catch {
        return null;
    }
}

function append(parent, children) {
    for (const child of children) {
        if (Array.isArray(child))
            append(parent, child);
        else if (child !== null && child !== undefined && child !== false)
            parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
    return parent;
}

function setAttributes(node, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false)
            continue;
        if (name.startsWith("on"))
            node.addEventListener(name.slice(2), value);
        else if (name.startsWith("--"))
            node.style.setProperty(name, value);
        else if (name === "href") {
            const href = safeHref(value);
            if (href !== null)
                node.setAttribute("href", href);
        } else
            node.setAttribute(name, value === true ? "" : String(value));
    }
}

// el("a", {href, class}, "text", node, [more])
function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    setAttributes(node, attributes || {});
    return append(node, children);
}

function svg(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    setAttributes(node, attributes || {});
    return append(node, children);
}

// A link to an outside page, or plain text when the address is not one.
function outside(address, ...children) {
    if (!address || address.startsWith("#") || safeHref(address) === null)
        return null;
    return el("a", {href: address, class: "outside", target: "_blank", rel: "noopener noreferrer nofollow"},
        ...children);
}

function isTyping(target) {
    return target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}
