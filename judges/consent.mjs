// Judge: MSAL Browser in Chromium through every page of consent, and its reviewer in a second browser.
//
// Each person has a browser of his own. MSAL says what an application gets to know; the pages are
// filled in and clicked as people do.

import { launch, msalScript, prepare } from "./chromium.mjs";
import { check, cli, fail, holds, ready } from "./lab.mjs";
import { admit, press, signIn } from "./scenes.mjs";

const { base_url: base } = ready();
const WEB = "5e2d7c94-1b3a-4f68-a0d9-6c8e4b2f7a31";
const [ADELE, GRADY, MEGAN] = ["adele", "grady", "megan"].map((name) => `${name}@contoso.example`);
const [SAM, KIM] = ["sam", "kim"].map((name) => `${name}@tailspin.example`);

// Somebody with a browser and the demo's single-page application in it.
class Person {
  static async of(browser, name) {
    const context = await browser.newContext({ bypassCSP: true, locale: "en-US" });
    await context.addInitScript({ path: msalScript });
    const person = new Person();
    Object.assign(person, { name, tenant: name.split("@")[1], page: await context.newPage() });
    return person;
  }

  // Opens the application and asks it to sign in; ends at the first page that wants something, or
  // back in the application.
  async opens() {
    await this.page.goto(`${base}/demo/web`);
    await prepare(this.page, this.tenant);
    await this.page.evaluate(() => window.app.loginRedirect(window.wanted)).catch(() => undefined);
    await this.page.waitForURL((address) => address.pathname !== "/demo/web" || address.hash !== "");
    await this.page.waitForLoadState();
    if ((await this.at()) === "sign-in") await signIn(this.page, this.name);
    if ((await this.at()) === "account-picker") {
      await this.page.locator(`button[name="session"]`).first().click();
      await this.page.waitForLoadState();
    }
    return this.at();
  }

  at() {
    return this.page.url().startsWith(`${base}/demo/web`) ? "the application" : admit(this.page);
  }

  presses(action) {
    return press(this.page, action);
  }

  // What MSAL makes of the answer.
  async comesBack() {
    await this.page.waitForURL((address) => address.pathname === "/demo/web");
    return prepare(this.page, this.tenant);
  }

  // Another access token, without a page.
  silent() {
    return this.page.evaluate(async () => {
      try {
        const [account] = window.app.getAllAccounts();
        const got = await window.app.acquireTokenSilent({ ...window.wanted, account, forceRefresh: true });
        return { scopes: got.scopes };
      } catch (error) {
        return { error: error.errorCode, message: error.errorMessage };
      }
    });
  }

  // Opens a page of the portal.
  async visits(path) {
    await this.page.goto(`${base}${path}`);
    if ((await admit(this.page)) === "sign-in") await signIn(this.page, this.name);
    if ((await admit(this.page)) === "account-picker") {
      await this.page.locator(`button[name="session"]`).first().click();
    }
    await this.page.waitForURL((address) => address.pathname === path.split("?")[0]);
    return admit(this.page);
  }

  async clicks(locator) {
    await locator.click();
    await this.page.waitForLoadState();
    return admit(this.page);
  }
}

const aadsts = (page) => page.locator("[data-page]").getAttribute("data-aadsts");

// Tailspin lets its users consent.
async function byOneself(sam) {
  check("sam is asked for his consent", await sam.opens(), "consent");
  await sam.presses("cancel");
  const declined = await sam.comesBack();
  check("cancel: MSAL says so", declined.error, "access_denied");
  holds("cancel: with AADSTS65004", declined.message.includes("AADSTS65004"), declined);
  check("sam is asked again", await sam.opens(), "consent");
  await sam.presses("accept");
  check("sam accepts and is signed in", (await sam.comesBack()).account, SAM);
  holds("sam gets another token without a page", (await sam.silent()).scopes);
  check("sam is not asked again", await sam.opens(), "the application");
  await sam.comesBack();
}

// Contoso does not: ask, block, delete, ask again, approve.
async function byApproval(adele, grady) {
  check("adele needs approval", await adele.opens(), "approval-required");
  check("with 90095", await aadsts(adele.page), "90095");
  await adele.page.locator("#reason").fill("For the demo,\nin two lines");
  await adele.presses("request");
  check("her request is sent", await adele.at(), "approval-sent");
  await adele.presses("cancel");
  const back = await adele.comesBack();
  holds("the application gets to know that nobody consented", back.error === "access_denied", back);

  check("grady opens the queue in another browser", await grady.visits("/admin/requests"), "requests");
  const row = grady.page.getByRole("link", { name: "Demo Web" });
  check("he opens the request", await grady.clicks(row), "request");
  const said = await grady.page.locator("blockquote").first().innerText();
  check("he reads her reason in its lines", said, "For the demo,\nin two lines");
  const block = grady.page.locator("details", { has: grady.page.locator("#block_reason") });
  await block.locator("summary").click();
  await grady.page.locator("#block_reason").fill("Not this one.");
  await grady.clicks(block.locator("button"));
  check("he blocks it", await grady.page.locator("[data-page]").getAttribute("data-state"), "blocked");

  check("adele meets the block", await adele.opens(), "error");
  check("with 7000112", await aadsts(adele.page), "7000112");
  check("and without a form for a reason", await adele.page.locator("#reason").count(), 0);

  await deleteApp(grady);
  check("adele can ask again", await adele.opens(), "approval-required");
  await adele.page.locator("#reason").fill("Once more");
  await adele.presses("request");
  await grady.visits("/admin/requests");
  await grady.clicks(grady.page.getByRole("link", { name: "Demo Web" }));
  const approve = grady.page.locator('a[href$="/approve"]');
  check("grady opens the consent page", await grady.clicks(approve), "consent-for-all");
  await grady.presses("accept");
  check("he approves", await grady.page.locator("[data-page]").getAttribute("data-state"), "approved");

  check("adele signs in without being asked", await adele.opens(), "the application");
  check("as herself", (await adele.comesBack()).account, ADELE);
  holds("and gets tokens without a page", (await adele.silent()).scopes);
}

// The application's page in the admin centre: deleted, with what that means told before.
async function deleteApp(grady) {
  check("grady opens the application", await grady.visits(`/admin/applications/${WEB}`), "application");
  const confirm = await grady.clicks(grady.page.locator('a[href$="/delete"]'));
  check("he is asked whether to delete it", confirm, "confirm-application");
  await grady.clicks(grady.page.locator("button.danger"));
  await grady.visits("/admin/applications/deleted");
  holds("it waits to be restored", await grady.page.getByText("Demo Web").first().isVisible());
}

// What sam allowed he takes back himself.
async function takeBack(sam) {
  check("sam opens My Apps", await sam.visits("/myapps"), "my-apps");
  await sam.clicks(sam.page.getByRole("link", { name: "Demo Web" }));
  await sam.clicks(sam.page.locator('form[action$="/revoke"] button'));
  await sam.page.goto(`${base}/demo/web`);
  await prepare(sam.page, sam.tenant);
  check("sam is asked for his consent again", await sam.opens(), "consent");
  await sam.presses("accept");
  check("and gives it", (await sam.comesBack()).account, SAM);
}

async function switchedOff(sam, kim) {
  cli("tenant", "set", "--tenant", "tailspin.example", "--users-may-consent", "no");
  holds("user consent off: what sam allowed still works", (await sam.silent()).scopes);
  check("user consent off: sam is not asked", await sam.opens(), "the application");
  await sam.comesBack();
  check("user consent off: kim needs an administrator", await kim.opens(), "need-admin");
  check("with 90094", await aadsts(kim.page), "90094");
  cli("tenant", "set", "--tenant", "tailspin.example", "--users-may-consent", "yes");
}

// Ruling 28: where assignment is required only an administrator's consent counts.
async function assignmentRequired(sam) {
  const of = ["--tenant", "tailspin.example"];
  cli("app", "set", WEB, ...of, "--assignment-required", "yes");
  cli("app", "assign", WEB, ...of, "--user", SAM);
  cli("consent", "revoke", ...of, "--app", WEB, "--user", SAM);
  check("assignment required: sam needs an administrator", await sam.opens(), "need-admin");
  const told = JSON.parse(cli("consent", "check", "--user", SAM, "--app", WEB, "--format", "json"));
  check("`consent check` says so", told.outcome, "need-admin");
  check("and names the setting", told.setting, "assignment-required");
  cli("consent", "grant", ...of, "--app", WEB, "--all-users", "--resource", "graph", "--scopes", "User.Read");
  check("after an administrator's consent sam is not asked", await sam.opens(), "the application");
  check("and is signed in", (await sam.comesBack()).account, SAM);
}

// The link of the published guides, in its four ways.
async function adminLink(browser) {
  const link = (app) =>
    `${base}/common/oauth2/authorize?${new URLSearchParams({
      client_id: app,
      response_type: "code",
      redirect_uri: "https://example.com",
      prompt: "admin_consent",
    })}`;
  const apple = "f8d98a96-0999-43f5-8af3-69971c7bb423";
  const opens = async (name, app) => {
    const person = await Person.of(browser, name);
    const outside = [];
    person.page.on("request", (request) => {
      if (!request.url().startsWith(base)) outside.push(request.url());
    });
    await person.page.goto(link(app));
    return { person, outside };
  };
  const nobody = await opens("nobody@contoso.example", apple);
  check("the link, unsigned: a sign-in page", await nobody.person.at(), "sign-in");
  const mistyped = await opens(MEGAN, `${apple}0`);
  check("the link with one digit more: an error page", await mistyped.person.at(), "error");
  check("with 700016", await aadsts(mistyped.person.page), "700016");
  const adele = await opens(ADELE, apple);
  await signIn(adele.person.page, ADELE);
  check("the link for adele: no form, whatever the workflow", await adele.person.at(), "need-admin");
  check("with 90094", await aadsts(adele.person.page), "90094");
  const megan = await opens(MEGAN, apple);
  await signIn(megan.person.page, MEGAN);
  check("the link for megan: for the whole organisation", await megan.person.at(), "organization-consent");
  await megan.person.presses("accept");
  check("recorded first, then the complaint", await megan.person.at(), "admin-consent-done");
  holds("with 900561", (await megan.person.page.content()).includes("900561"));
  holds("the grant is there", cli("consent", "list", "--tenant", "contoso.example").includes("EAS.AccessAsUser.All"));
  for (const { outside } of [nobody, mistyped, adele, megan]) {
    check("nothing went to the foreign address", outside, []);
  }
}

const browser = await launch();
try {
  const [sam, kim, adele, grady] = await Promise.all(
    [SAM, KIM, ADELE, GRADY].map((name) => Person.of(browser, name)),
  );
  await byOneself(sam);
  await byApproval(adele, grady);
  await takeBack(sam);
  await switchedOff(sam, kim);
  await assignmentRequired(sam);
  await adminLink(browser);
} catch (error) {
  fail("the way of consent", error.stack ?? error);
} finally {
  await browser.close();
}
