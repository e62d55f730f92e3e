// How each page of the admin centre and of My Apps is reached: more scenes for `browser.mjs`.

import { cli, ready } from "./lab.mjs";
import { scene, signIn } from "./scenes.mjs";

const APPLE = "f8d98a96-0999-43f5-8af3-69971c7bb423";
const CLI = "b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22";
const [ADELE, GRADY, MEGAN] = ["adele", "grady", "megan"].map((name) => `${name}@contoso.example`);
const [ADA, LEE] = ["ada", "lee"].map((name) => `${name}@fabrikam.example`);
const { base_url: base } = ready();

// Opens a page of this server and signs in for it.
async function opens(page, user, path) {
  await page.goto(`${base}${path}`);
  await signIn(page, user);
  await page.waitForURL((address) => !address.pathname.startsWith("/sign-in"));
}

const at = (name, page, user, path) => scene(name, page, (tab) => opens(tab, user, path));

async function firstRequest(page, user, path = "/admin/requests") {
  await opens(page, user, path);
  await page.locator("table a").first().click();
  await page.waitForLoadState();
}

async function clicks(page, locator) {
  await locator.click();
  await page.waitForLoadState();
}

export const portalScenes = [
  at("admin-overview", "overview", MEGAN, "/admin"),
  at("admin-requests", "requests", GRADY, "/admin/requests"),
  at("admin-requests-none", "requests", GRADY, "/admin/requests?q=nothing+like+it"),
  scene("admin-request", "request", (page) => firstRequest(page, GRADY)),
  scene("admin-request-deny", "request", async (page) => {
    await firstRequest(page, GRADY);
    for (const summary of await page.locator("aside summary").all()) await summary.click();
  }),
  scene("admin-request-read-only", "request", (page) =>
    firstRequest(page, MEGAN, "/admin/requests?show=all"),
  ),
  scene("admin-request-approve", "consent-for-all", async (page) => {
    await firstRequest(page, GRADY);
    await clicks(page, page.locator('a[href$="/approve"]'));
  }),
  at("admin-applications", "applications", ADA, "/admin/applications"),
  at("admin-application", "application", ADA, `/admin/applications/${CLI}`),
  at("admin-application-revoke", "confirm-application", ADA, `/admin/applications/${CLI}/revoke?what=everybody`),
  at("admin-application-delete", "confirm-application", ADA, `/admin/applications/${CLI}/delete`),
  at("admin-applications-deleted", "deleted-applications", ADA, "/admin/applications/deleted"),
  at("admin-report", "grants-report", ADA, "/admin/reports/grants"),
  at("admin-explain", "explain", MEGAN, "/admin/explain"),
  at("admin-explained", "explain", MEGAN, `/admin/explain?user=${ADELE}&app=${APPLE}`),
  at("admin-matrix", "matrix", ADA, "/admin/matrix"),
  at("admin-matrix-of-app", "matrix-of-app", ADA, `/admin/matrix?app=${CLI}&permissions=all`),
  at("admin-user-consent", "user-consent", ADA, "/admin/settings/user-consent"),
  scene("admin-user-consent-preview", "user-consent", async (page) => {
    await opens(page, ADA, "/admin/settings/user-consent");
    await page.locator('input[type="radio"][value="yes"]').check();
    await clicks(page, page.locator('button[value="preview"]').first());
  }),
  at("admin-policies", "consent-policies", ADA, "/admin/settings/consent-policies"),
  at("admin-policy", "consent-policy", ADA, "/admin/settings/consent-policies/microsoft-user-default-low"),
  at("admin-classifications", "classifications", ADA, "/admin/settings/classifications"),
  at("admin-workflow", "workflow", MEGAN, "/admin/settings/workflow"),
  at("admin-webhook", "webhook", MEGAN, "/admin/settings/webhook"),
  at("admin-refused", "refused", LEE, "/admin"),
  scene("my-apps-none", "my-apps", (page) => opens(page, "kim@tailspin.example", "/myapps")),
  scene("my-apps", "my-apps", async (page) => {
    cli("consent", "grant", "--tenant", "fabrikam.example", "--app", CLI, "--user", LEE,
        "--resource", "graph", "--scopes", "User.Read Mail.Read");
    await opens(page, LEE, "/myapps");
  }),
  at("my-app", "my-app", LEE, `/myapps/${CLI}`),
  at("my-app-unknown", "my-apps-refused", LEE, `/myapps/${APPLE}`),
  at("my-sessions", "my-sessions", LEE, "/myapps/sessions"),
  at("sign-out-everywhere", "sign-out-everywhere", LEE, "/myapps/sign-out"),
  scene("admin-request-closed", "request", async (page) => {
    const [waiting] = JSON.parse(cli("request", "list", "--tenant", "contoso.example", "--format", "json"));
    if (waiting) {
      cli("request", "deny", waiting.id, "--as", GRADY, "--reason", "Please use the browser.\nIt is there already.");
    }
    await firstRequest(page, GRADY, "/admin/requests?show=all&state=denied");
  }),
];
