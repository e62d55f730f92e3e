// What the Node judges share: the ready file, the command line, the checks, a web view without a screen.
//
// A check prints one line; the first that does not hold prints the difference and ends the judge.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

// The npm packages live in a private folder, not beside the judges.
export const library = createRequire(`${process.env.CONSENTRY_NPM}/package.json`);

export function fail(name, ...shown) {
  console.log(`not ok - ${name}`);
  for (const line of shown) console.log(`    ${line}`);
  process.exit(1);
}

const text = (value) =>
  (typeof value === "string" ? value : JSON.stringify(value, errorsToo) ?? "").slice(0, 2000);

function errorsToo(_key, value) {
  return value instanceof Error ? { name: value.name, message: value.message } : value;
}

export function check(name, got, want) {
  if (!isDeepStrictEqual(got, want)) fail(name, `got  ${text(got)}`, `want ${text(want)}`);
  console.log(`ok - ${name}`);
}

export function holds(name, fact, shown = "") {
  if (!fact) fail(name, text(shown));
  console.log(`ok - ${name}`);
}

export function ready() {
  return JSON.parse(readFileSync(process.env.CONSENTRY_READY, "utf8"));
}

export function clients() {
  return ready().clients;
}

export function cli(...words) {
  const store = ["--data", ready().data_dir];
  try {
    return execFileSync(process.env.CONSENTRY_BINARY, [...words, ...store], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 120_000,
    });
  } catch (error) {
    return fail(`\`consentry ${words.join(" ")}\``, error.stdout ?? "", error.stderr ?? error);
  }
}

const unescape = (value) =>
  value
    .replaceAll("&quot;", '"')
    .replaceAll("&#34;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&#60;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#62;", ">")
    .replaceAll("&#38;", "&")
    .replaceAll("&amp;", "&");

const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`\\b${name}="([^"]*)"`));
  return found ? unescape(found[1]) : undefined;
};

// Follows redirects and fills in the real forms; ends where the app gets its answer, or at a page
// that a willing person cannot pass. `jar` holds the browser's cookies.
export async function visit(address, username, password, jar = new Map()) {
  let next = { address };
  for (let turn = 0; turn < 12; turn += 1) {
    const { base_url: base } = ready();
    if (!next.address.startsWith(base)) {
      return { parameters: Object.fromEntries(new URL(next.address).searchParams) };
    }
    const response = await fetch(next.address, {
      method: next.body ? "POST" : "GET",
      body: next.body,
      redirect: "manual",
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(next.body ? { origin: new URL(base).origin } : {}),
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      jar.set(name, value);
    }
    const html = await response.text();
    const location = response.headers.get("location");
    if (location) {
      next = { address: new URL(location, next.address).href };
      continue;
    }
    const main = html.match(/<[^>]*data-page="[^>]*>/)?.[0] ?? "";
    const page = attribute(main, "data-page");
    const aadsts = Number(attribute(main, "data-aadsts") ?? 0) || undefined;
    const form = html.match(/<form method="post"[^>]*>/)?.[0];
    const hidden = [...html.matchAll(/<input type="hidden"[^>]*>/g)].map(([tag]) => [
      attribute(tag, "name"),
      attribute(tag, "value"),
    ]);
    if (page === "form-post") return { parameters: Object.fromEntries(hidden) };
    const steps = {
      "sign-in": { username, password, action: "sign-in" },
      consent: { action: "accept" },
      "confirm-return": { action: "continue" },
      "account-picker": { action: "other" },
    };
    if (!steps[page] || aadsts) return { page, aadsts, status: response.status, html };
    const body = new URLSearchParams([...hidden, ...Object.entries(steps[page])]);
    next = { address: new URL(attribute(form, "action"), next.address).href, body };
  }
  return fail("the pages come to an end", address);
}
