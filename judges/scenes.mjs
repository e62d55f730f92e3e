// How each page is reached in a browser: the scenes that `browser.mjs` looks at.

import { cli, ready } from "./lab.mjs";

const PASSWORD = "Demo-pass-2026!";
const APPLE = "f8d98a96-0999-43f5-8af3-69971c7bb423";
const DEMO_CLI = "b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22";
const CONTOSO = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01";
const SAM = "sam@tailspin.example";
const TESS = "tess@tailspin.example";
const ADELE = "adele@contoso.example";
const FJORD = "3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10";
const { base_url: base } = ready();

// The authorization request of a phone; without a hint the page asks for the address.
export function phoneRequest(user, more = {}) {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: APPLE,
    redirect_uri: "com.apple.Preferences://oauth-redirect",
    scope: "EAS.AccessAsUser.All",
    resource: "https://outlook.office365.com",
    display: "ios",
    ...(user ? { login_hint: user } : {}),
    ...more,
  });
  return `${base}/common/oauth2/authorize?${query}`;
}

// The request of a program on this machine, with PKCE.
function demoCliRequest(more = {}) {
  const query = new URLSearchParams({
    client_id: DEMO_CLI,
    response_type: "code",
    redirect_uri: "http://localhost:53682",
    scope: "User.Read openid",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ...more,
  });
  return `${base}/fabrikam.example/oauth2/v2.0/authorize?${query}`;
}

// The request of a young application whose publisher is not verified.
function fjordRequest() {
  const query = new URLSearchParams({
    client_id: FJORD,
    response_type: "code",
    redirect_uri: "fjordmail://auth",
    resource: "https://outlook.office365.com",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  return `${base}/${CONTOSO}/oauth2/authorize?${query}`;
}

export const formPostRequest = () => demoCliRequest({ response_mode: "form_post" });

const adminConsent = () =>
  `${base}/${CONTOSO}/oauth2/authorize?${new URLSearchParams({
    client_id: APPLE,
    response_type: "code",
    redirect_uri: "https://example.com",
    prompt: "admin_consent",
  })}`;

// Presses a button and waits until another page came, or the app's address was answered: that one
// never becomes a page.
export async function press(page, action) {
  const leaves = (response) => {
    const location = response.headers().location ?? "/";
    return !location.startsWith("/") && !location.startsWith(base);
  };
  const ways = [page.waitForEvent("framenavigated"), page.waitForResponse(leaves)];
  for (const way of ways) way.catch(() => undefined);
  await page.locator(`button[name="action"][value="${action}"]`).first().click();
  await Promise.race(ways);
  await page.waitForLoadState();
}

// Which page is shown; waits until one is.
export function admit(page) {
  return page.locator("[data-page]").getAttribute("data-page");
}

export async function signIn(page, user, password = PASSWORD) {
  await page.locator("#username").fill(user);
  await page.locator("#password").fill(password);
  await press(page, "sign-in");
}

async function asked(page, user, more) {
  await page.goto(phoneRequest(user, more));
}

async function signedIn(page, user, more, password) {
  await asked(page, user, more);
  await signIn(page, user, password);
}

// A session in this browser whose app was answered: the consent is there before.
async function withSession(page) {
  cli("consent", "grant", "--tenant", "tailspin.example", "--app", APPLE, "--user", TESS,
      "--resource", "exchange", "--scopes", "EAS.AccessAsUser.All");
  await signedIn(page, TESS, { prompt: "login" });
}

// Each change asks for a password that was not there before.
let oneTime = "";
function oneTimePassword() {
  const printed = cli("user", "recover", "alex@contoso.example");
  oneTime = printed.trim().split(" ").at(-1);
  return oneTime;
}

export const scene = (name, page, reach) => ({ name, page, reach });

export const scenes = [
  scene("sign-in", "sign-in", (page) => asked(page, SAM)),
  scene("sign-in-empty", "sign-in", (page) => asked(page)),
  scene("sign-in-german", "sign-in", (page) => asked(page, SAM, { ui_locales: "de" })),
  scene("sign-in-japanese", "sign-in", (page) => asked(page, SAM, { ui_locales: "ja" })),
  scene("sign-in-wrong-password", "sign-in", (page) => signedIn(page, SAM, {}, "not the password")),
  scene("consent", "consent", (page) => signedIn(page, SAM, { prompt: "consent" })),
  scene("consent-opened", "consent", async (page) => {
    await signedIn(page, SAM, { prompt: "consent" });
    for (const summary of await page.locator("details summary").all()) await summary.click();
  }),
  scene("consent-japanese", "consent", (page) =>
    signedIn(page, SAM, { prompt: "consent", ui_locales: "ja" }),
  ),
  scene("consent-administrator", "consent", (page) => signedIn(page, TESS, { prompt: "consent" })),
  scene("need-admin", "need-admin", (page) => signedIn(page, "lee@fabrikam.example")),
  scene("need-admin-german", "need-admin", (page) =>
    signedIn(page, "lee@fabrikam.example", { ui_locales: "de" }),
  ),
  scene("sign-in-as-administrator", "sign-in", async (page) => {
    await signedIn(page, "lee@fabrikam.example");
    await press(page, "administrator");
  }),
  scene("approval-required", "approval-required", (page) => signedIn(page, ADELE)),
  scene("approval-required-german", "approval-required", (page) =>
    signedIn(page, ADELE, { ui_locales: "de" }),
  ),
  scene("approval-without-reason", "approval-required", async (page) => {
    await signedIn(page, ADELE);
    await page.locator("#reason").fill("  ");
    await press(page, "request");
  }),
  scene("approval-risky", "approval-required", async (page) => {
    await page.goto(fjordRequest());
    await signIn(page, ADELE);
  }),
  scene("approval-sent", "approval-sent", async (page) => {
    await signedIn(page, ADELE);
    // The second and the third look find it sent.
    if ((await admit(page)) === "approval-sent") return;
    await page.locator("#reason").fill("I read my mail on the train.\nEvery day, both ways.");
    await press(page, "request");
  }),
  scene("admin-consent-not-allowed", "need-admin", async (page) => {
    await page.goto(adminConsent());
    await signIn(page, "adele@contoso.example");
  }),
  scene("organization-consent", "organization-consent", async (page) => {
    await page.goto(adminConsent());
    await signIn(page, "megan@contoso.example");
  }),
  scene("confirm-return", "confirm-return", async (page) => {
    await withSession(page);
    await asked(page, TESS);
  }),
  scene("account-picker", "account-picker", async (page) => {
    await withSession(page);
    await asked(page, undefined, { prompt: "select_account" });
  }),
  scene("change-password", "change-password", async (page) => {
    await signedIn(page, "alex@contoso.example", {}, oneTimePassword());
  }),
  scene("change-password-refused", "change-password", async (page) => {
    await signedIn(page, "alex@contoso.example", {}, oneTimePassword());
    await page.locator("#password").fill(oneTime);
    await page.locator("#new_password").fill("Password-2026");
    await page.locator("#repeat_password").fill("Password-2027");
    await press(page, "change");
  }),
  scene("error-unknown-app", "error", (page) =>
    page.goto(`${base}/common/oauth2/authorize?client_id=00000000-0000-4000-8000-000000000000&response_type=code`),
  ),
  scene("error-disabled-account", "error", (page) => signedIn(page, "nestor@contoso.example")),
  scene("error-look-up", "error-lookup", (page) => page.goto(`${base}/error?code=50105`)),
  scene("error-look-up-all", "error-lookup", (page) => page.goto(`${base}/error`)),
  scene("error-disabled-app", "error", async (page) => {
    cli("app", "set", DEMO_CLI, "--enabled", "no", "--tenant", "fabrikam.example");
    await page.goto(demoCliRequest());
    await signIn(page, "lee@fabrikam.example");
    cli("app", "set", DEMO_CLI, "--enabled", "yes", "--tenant", "fabrikam.example");
  }),
  scene("sign-out", "sign-out", async (page) => {
    await withSession(page);
    await page.goto(`${base}/common/oauth2/v2.0/logout`);
  }),
  scene("signed-out", "signed-out", async (page) => {
    await withSession(page);
    await page.goto(`${base}/common/oauth2/v2.0/logout`);
    await page.click("button.primary");
  }),
  scene("demo-web", "demo-web", (page) => page.goto(`${base}/demo/web`)),
  scene("form-post", "form-post", async (page) => {
    // A script sends this form at once; here the page stays to be looked at.
    await page.addInitScript(() => {
      HTMLFormElement.prototype.submit = () => undefined;
    });
    await page.goto(formPostRequest());
    await signIn(page, "lee@fabrikam.example");
  }),
  // Last: from here on Contoso's users get mail.
  scene("admin-consent-done", "admin-consent-done", async (page) => {
    await page.goto(adminConsent());
    await signIn(page, "megan@contoso.example");
    await press(page, "accept");
  }),
];
