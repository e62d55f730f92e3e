// Debian's Chromium for the judges, with a certificate store of its own that trusts only the demo's
// authority; and MSAL Browser in the demo's own page.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { library, ready } from "./lab.mjs";

const { chromium } = library("playwright-core");

// The library comes from npm, past the page's policy.
export const msalScript = join(
  process.env.CONSENTRY_NPM,
  "node_modules/@azure/msal-browser/lib/msal-browser.min.js",
);

// Chromium reads the certificate store of its HOME, which is private to this run.
function trust() {
  const store = join(process.env.HOME, ".pki/nssdb");
  mkdirSync(store, { recursive: true });
  const certutil = (...words) => execFileSync("certutil", [...words, "-d", `sql:${store}`]);
  certutil("-N", "--empty-password");
  certutil("-A", "-n", "consentry demo", "-t", "C,,", "-i", ready().ca_file);
}

export async function launch() {
  trust();
  return chromium.launch({ executablePath: "/usr/bin/chromium" });
}

// Makes the application object in the page and takes what a redirect brought: the signed-in
// account, or the error in MSAL's words.
export function prepare(page, tenant) {
  const { base_url: origin } = ready();
  return page.evaluate(
    async ({ origin, tenant }) => {
      window.wanted = { scopes: ["User.Read"] };
      window.app = new msal.PublicClientApplication({
        auth: {
          clientId: "5e2d7c94-1b3a-4f68-a0d9-6c8e4b2f7a31",
          authority: `${origin}/${tenant}`,
          knownAuthorities: [new URL(origin).host],
          redirectUri: `${origin}/demo/web`,
        },
        cache: { cacheLocation: "sessionStorage" },
      });
      await window.app.initialize();
      try {
        const came = await window.app.handleRedirectPromise();
        return { account: came?.account?.username };
      } catch (error) {
        return { error: error.errorCode, message: error.errorMessage };
      }
    },
    { origin, tenant },
  );
}
