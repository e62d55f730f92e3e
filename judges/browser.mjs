// Judge: Debian's Chromium, with a certificate store of its own that trusts only the demo's authority.
//
// MSAL Browser signs in on the demo's page; every page is looked at on a phone and on a desk, light
// and dark, by axe-core; and the way of a phone is gone once with JavaScript off. The screenshots
// end in one contact sheet.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { launch, msalScript, prepare } from "./chromium.mjs";
import { check, fail, holds, ready } from "./lab.mjs";
import { portalScenes } from "./portal_scenes.mjs";
import { admit, formPostRequest, phoneRequest, press, scenes as signInScenes, signIn } from "./scenes.mjs";

const axe = readFileSync(join(process.env.CONSENTRY_NPM, "node_modules/axe-core/axe.min.js"), "utf8");
const { base_url: base } = ready();
// CONSENTRY_PAGES="consent need-admin" looks at these only.
// The last scene of the sign-in family lets Contoso's users in: the portal's come before.
const all = [...signInScenes.slice(0, -1), ...portalScenes, ...signInScenes.slice(-1)];
const only = process.env.CONSENTRY_PAGES?.split(" ");
const scenes = only ? all.filter(({ name }) => only.includes(name)) : all;
const shots = join(process.env.CONSENTRY_ARTEFACTS, "pages");

const VIEWS = [
  { name: "390", viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { name: "1280", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "390-dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
];

// Watches a context: what the content security policy stops, what a script throws, where a
// redirect leads (an address of another scheme never becomes a page).
function watched(context) {
  const seen = { faults: [], locations: [] };
  context.on("console", (message) => {
    if (/content security policy|refused to/i.test(message.text())) seen.faults.push(message.text());
  });
  context.on("weberror", (error) => seen.faults.push(String(error.error())));
  context.on("response", (response) => {
    const location = response.headers().location;
    if (location) seen.locations.push(location);
  });
  return seen;
}

async function look(page, name, view) {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  if (wide > 0) fail(`${name} at ${view.name}: no horizontal scrolling`, `${wide} px too wide`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  if (grave.length > 0) {
    const lines = grave.flatMap(({ id, impact, help, nodes }) => [
      `${id} (${impact}): ${help}`,
      ...nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`),
    ]);
    fail(`${name} at ${view.name}: axe finds nothing serious`, ...lines);
  }
  await page.screenshot({ path: join(shots, `${name}.${view.name}.png`), fullPage: true });
}

async function pages(browser) {
  for (const scene of scenes) {
    for (const view of VIEWS) {
      const context = await browser.newContext({ ...view, locale: "en-US" });
      const seen = watched(context);
      const page = await context.newPage();
      await scene.reach(page);
      const main = page.locator("[data-page]");
      const at = await main.getAttribute("data-page", { timeout: 5000 }).catch(() => page.content());
      if (at !== scene.page) fail(`${scene.name} is the page ${scene.page}`, at);
      await look(page, scene.name, view);
      if (seen.faults.length > 0) {
        fail(`${scene.name} at ${view.name}: the content security policy stops nothing`, ...seen.faults);
      }
      await context.close();
    }
    console.log(`ok - page ${scene.name}: on a phone, on a desk, in the dark`);
  }
}

// The way of a phone with JavaScript off: sign in, consent, back to the app.
async function withoutScript(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const seen = watched(context);
  const page = await context.newPage();
  await page.goto(phoneRequest("sam@tailspin.example", { prompt: "consent" }));
  await signIn(page, "sam@tailspin.example");
  check("without JavaScript: the consent page", await admit(page), "consent");
  await press(page, "accept");
  const back = seen.locations.find((location) => location.includes("code="));
  holds("without JavaScript: back to the app with a code", back, seen.locations);
  check("back to the app: the address is byte for byte", back.split("?")[0], "com.apple.Preferences://oauth-redirect");
  check("back to the app: the content security policy lets it", seen.faults, []);

  // In a tab of its own: the first still asks whether to open the app.
  const other = await context.newPage();
  await other.goto(formPostRequest());
  await signIn(other, "lee@fabrikam.example");
  check("without JavaScript: the answer waits in a form", await admit(other), "form-post");
  const fields = await other.locator('form[method="post"] input').evaluateAll((all) => all.map(({ name }) => name));
  holds("without JavaScript: the form holds the code", fields.includes("code"), fields);
  holds("without JavaScript: the form has a button", await other.locator("form button").isVisible());
  await context.close();
}

// MSAL Browser in the demo's own page; the library comes from npm, past the page's policy.
async function msalBrowser(browser) {
  const context = await browser.newContext({ bypassCSP: true });
  await context.addInitScript({ path: msalScript });
  const page = await context.newPage();
  const start = async () => {
    await page.goto(`${base}/demo/web`);
    await prepare(page, "fabrikam.example");
  };
  await start();
  await page.evaluate(() => window.app.loginRedirect(window.wanted)).catch(() => undefined);
  await page.waitForSelector('[data-page="sign-in"]');
  await signIn(page, "ada@fabrikam.example");
  if ((await admit(page)) === "consent") await press(page, "accept");
  await page.waitForURL((address) => address.pathname === "/demo/web");
  await prepare(page, "fabrikam.example");
  const accounts = await page.evaluate(() => window.app.getAllAccounts().map(({ username }) => username));
  check("MSAL Browser: signed in", accounts, ["ada@fabrikam.example"]);
  const [cached, fresh] = await page.evaluate(async () => {
    const [account] = window.app.getAllAccounts();
    const first = await window.app.acquireTokenSilent({ ...window.wanted, account });
    const second = await window.app.acquireTokenSilent({ ...window.wanted, account, forceRefresh: true });
    return [first.accessToken, second.accessToken];
  });
  holds("MSAL Browser: a silent token", cached, cached);
  holds("MSAL Browser: another one by refresh", fresh && fresh !== cached);
  await context.close();
}

// All screenshots on one sheet.
async function contactSheet(browser) {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  const picture = (file) => readFileSync(join(shots, file)).toString("base64");
  const figures = scenes.flatMap(({ name }) =>
    VIEWS.map((view) => {
      const source = `data:image/png;base64,${picture(`${name}.${view.name}.png`)}`;
      const width = view.viewport.width > 1000 ? 480 : 195;
      return `<figure><img src="${source}" width="${width}"><figcaption>${name} ${view.name}</figcaption></figure>`;
    }),
  );
  const style =
    "body{margin:16px;font:12px sans-serif;background:#888;display:flex;flex-wrap:wrap;gap:12px}" +
    "figure{margin:0}img{display:block}";
  await page.setContent(`<style>${style}</style>${figures.join("")}`);
  await page.screenshot({ path: join(process.env.CONSENTRY_ARTEFACTS, "contact-sheet.png"), fullPage: true });
  console.log(`ok - contact sheet of ${figures.length} screenshots`);
}

rmSync(shots, { recursive: true, force: true });
mkdirSync(shots, { recursive: true });
const browser = await launch();
try {
  await msalBrowser(browser);
  await withoutScript(browser);
  await pages(browser);
  await contactSheet(browser);
} catch (error) {
  fail("the browser's way", error.stack ?? error);
} finally {
  await browser.close();
}
