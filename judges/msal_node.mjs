// Judge: MSAL Node, as any program uses it, signs in against the demo on its free port.
//
// The authority's host and port stand in knownAuthorities, or the library would ask the real cloud.

import { check, clients, cli, holds, library, ready, visit } from "./lab.mjs";

const { PublicClientApplication, ConfidentialClientApplication, CryptoProvider } =
  library("@azure/msal-node");

const DEMO_CLI = "b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22";
const FABRIKAM = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e02";
const LEE = "lee@fabrikam.example";
const PASSWORD = "Demo-pass-2026!";
const RETURN = "http://localhost:53682";
const SCOPES = ["User.Read"];
const origin = new URL(ready().base_url);

function settings(tenant, more = {}) {
  return {
    auth: {
      clientId: DEMO_CLI,
      authority: `${origin.origin}/${tenant}`,
      knownAuthorities: [origin.host],
      ...more,
    },
  };
}

function application(tenant, tokens) {
  const app = new PublicClientApplication(settings(tenant));
  if (tokens) app.getTokenCache().deserialize(tokens);
  return app;
}

// What a library call ends with: its result, or what its error says.
async function outcome(call) {
  try {
    return { tokens: await call() };
  } catch (error) {
    return { kind: error.name, code: Number(error.errorNo), suberror: error.subError || "", error };
  }
}

function passwordGrant(tenant, username, password = PASSWORD) {
  const app = application(tenant);
  return outcome(() => app.acquireTokenByUsernamePassword({ scopes: SCOPES, username, password }));
}

async function refresh(tokens) {
  const app = application("fabrikam.example", tokens);
  const [account] = await app.getTokenCache().getAllAccounts();
  return outcome(() => app.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh: true }));
}

async function authorization(app, more = {}) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const address = await app.getAuthCodeUrl({
    scopes: SCOPES,
    redirectUri: RETURN,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
    ...more,
  });
  return { address, verifier };
}

async function codeFlow() {
  const app = application("fabrikam.example");
  const { address, verifier } = await authorization(app, { state: "the state", loginHint: LEE });
  const answer = await visit(address, LEE, PASSWORD);
  holds("code flow: back at the app", answer.parameters?.code, answer);
  check("code flow: the state came back", answer.parameters.state, "the state");
  const request = { code: answer.parameters.code, codeVerifier: verifier, scopes: SCOPES };
  const tokens = await app.acquireTokenByCode({ ...request, redirectUri: RETURN });
  check("code flow: who signed in", tokens.account.username, LEE);
  check("code flow: in which tenant", tokens.tenantId, FABRIKAM);
  const cached = await app.acquireTokenSilent({ account: tokens.account, scopes: SCOPES });
  const shown = `the token's scopes were ${tokens.scopes}`;
  holds("silent: the cached token", cached.accessToken === tokens.accessToken, shown);
  const fresh = await refresh(app.getTokenCache().serialize());
  holds("silent: a new token by refresh", fresh.tokens?.accessToken, fresh);
  holds("silent: it is another token", fresh.tokens.accessToken !== tokens.accessToken);
  const wrong = await outcome(() =>
    app.acquireTokenByCode({ ...request, codeVerifier: "x".repeat(43), redirectUri: RETURN }),
  );
  check("code flow: a code works once", wrong.kind, "ServerError");
}

async function passwordGrants() {
  const right = await passwordGrant("fabrikam.example", LEE);
  holds("password grant: tokens", right.tokens?.accessToken, right);
  const wrong = await passwordGrant("fabrikam.example", LEE, "not the password");
  check("password grant: wrong password", [wrong.kind, wrong.code], ["ServerError", 50126]);
  const none = await passwordGrant("contoso.example", "adele@contoso.example");
  check(
    "password grant: no consent in this tenant",
    [none.kind, none.code, none.suberror],
    ["InteractionRequiredAuthError", 65001, "consent_required"],
  );
}

async function clientCredentials() {
  for (const [tenant, client] of Object.entries(clients())) {
    const more = { clientId: client.client_id, clientSecret: client.client_secret };
    const app = new ConfidentialClientApplication(settings(tenant, more));
    const scopes = ["https://graph.microsoft.com/.default"];
    const done = await outcome(() => app.acquireTokenByClientCredential({ scopes }));
    holds(`client credentials in ${tenant}`, done.tokens?.accessToken, done);
  }
}

async function switched(tokens, what, code, off, on) {
  cli("app", ...off, "--tenant", "fabrikam.example");
  check(`${what}: refused at refresh`, (await refresh(tokens)).code, code);
  check(`${what}: refused at the password grant`, (await passwordGrant("fabrikam.example", LEE)).code, code);
  const { address } = await authorization(application("fabrikam.example"), { prompt: "login" });
  const page = await visit(address, LEE, PASSWORD);
  check(`${what}: the page says the same`, [page.page, page.aadsts], ["error", code]);
  cli("app", ...on, "--tenant", "fabrikam.example");
  const again = await refresh(tokens);
  holds(`${what}: let in again`, again.tokens?.accessToken, again);
}

async function signedIn() {
  const app = application("fabrikam.example");
  await app.acquireTokenByUsernamePassword({ scopes: SCOPES, username: LEE, password: PASSWORD });
  return app.getTokenCache().serialize();
}

await codeFlow();
await passwordGrants();
await clientCredentials();
const tokens = await signedIn();
const [off, on] = ["no", "yes"].map((word) => ["set", DEMO_CLI, "--enabled", word]);
await switched(tokens, "disabled application", 7000112, off, on);
const required = ["set", DEMO_CLI, "--assignment-required", "yes"];
const assigned = ["assign", DEMO_CLI, "--user", LEE];
await switched(tokens, "assignment required", 50105, required, assigned);
