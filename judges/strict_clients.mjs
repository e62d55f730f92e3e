// Judge: openid-client and oauth4webapi, strict relying parties, with the metadata of one tenant.
//
// They refuse what the standards do not allow: a wrong issuer, nonce, hash, signature or type.
// Where Microsoft's form deviates from the standards, the deviation is a check of its own.

import { check, clients, cli, holds, library, ready, visit } from "./lab.mjs";

const client = library("openid-client");
const oauth = library("oauth4webapi");

const FABRIKAM = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e02";
const LEE = "lee@fabrikam.example";
const PASSWORD = "Demo-pass-2026!";
const RETURN = "https://rp.fabrikam.example/callback";
const SCOPE = "openid profile offline_access User.Read";
const origin = new URL(ready().base_url).origin;
const issuer = new URL(`${origin}/${FABRIKAM}/v2.0`);

// What a call ends with: its value, or the error's code and the server's own words.
async function outcome(call) {
  try {
    return { value: await call() };
  } catch (error) {
    const body = error.error ?? (await said(error));
    return { code: error.code, error: body, status: error.status };
  }
}

// A relying party as an organisation has them: a server with a secret.
const registered = JSON.parse(
  cli("app", "register", "Strict relying party", "--web-redirect", RETURN, "--requires", "graph User.Read",
    "--tenant", "fabrikam.example", "--format", "json"),
);
const ID = registered.app_id;
const SECRET = JSON.parse(
  cli("app", "add-secret", ID, "--tenant", "fabrikam.example", "--format", "json"),
).secret;

// The body of an answer that the library judged by its WWW-Authenticate header alone.
async function said(error) {
  if (error.code !== "OAUTH_WWW_AUTHENTICATE_CHALLENGE") return undefined;
  return (await error.response.json()).error;
}

const configuration = (id, auth) => client.discovery(issuer, id, undefined, auth);

async function discovery() {
  const config = await configuration(ID, client.ClientSecretPost(SECRET));
  const server = config.serverMetadata();
  check("discovery: the issuer is the address of the document", server.issuer, issuer.href);
  for (const name of ["authorization_endpoint", "token_endpoint", "jwks_uri"]) {
    check(`discovery: ${name} is on this origin`, new URL(server[name]).origin, origin);
  }
  for (const segment of ["common", "organizations"]) {
    const templated = await outcome(() =>
      client.discovery(new URL(`${origin}/${segment}/v2.0`), ID, undefined, client.None()),
    );
    // Deviation: these documents name `{tenantid}` as the issuer, as the original's do.
    check(
      `deviation: the document of ${segment} is refused for its issuer`,
      templated.code,
      "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
    );
  }
  const keys = await (await fetch(server.jwks_uri)).json();
  const kids = keys.keys.map((key) => key.kid);
  check("keys: no two share a kid", new Set(kids).size, kids.length);
  return config;
}

async function signIn(config, more = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: RETURN,
    scope: SCOPE,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    login_hint: LEE,
    state,
    nonce,
    ...more,
  });
  const { parameters, page, aadsts } = await visit(address.href, LEE, PASSWORD);
  holds("code flow: back at the application", parameters, { page, aadsts });
  const back = new URL(`${RETURN}?${new URLSearchParams(parameters)}`);
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  return { back, checks };
}

async function codeFlow(config) {
  const { back, checks } = await signIn(config);
  const tokens = await client.authorizationCodeGrant(config, back, checks);
  check("code flow: the id token holds, and says who", tokens.claims().preferred_username, LEE);
  check("code flow: in which tenant", tokens.claims().tid, FABRIKAM);
  const again = await outcome(() => client.authorizationCodeGrant(config, back, checks));
  check("code flow: a code works once", again.error, "invalid_grant");
  return tokens;
}

async function wrongNonce(config) {
  const { back, checks } = await signIn(config);
  const refused = await outcome(() =>
    client.authorizationCodeGrant(config, back, { ...checks, expectedNonce: "another" }),
  );
  check("code flow: the nonce is the one that was sent", refused.code, "OAUTH_JWT_CLAIM_COMPARISON_FAILED");
}

async function refresh(config) {
  const { back, checks } = await signIn(config);
  const first = await client.authorizationCodeGrant(config, back, checks);
  const second = await client.refreshTokenGrant(config, first.refresh_token);
  check("refresh: the same person", second.claims().sub, first.claims().sub);
  holds("refresh: a new refresh token", second.refresh_token !== first.refresh_token);
  return second;
}

async function secrets() {
  const { client_id: id, client_secret: secret } = clients()["fabrikam.example"];
  const scope = "https://graph.microsoft.com/.default";
  for (const [name, auth] of [
    ["in the body", client.ClientSecretPost(secret)],
    ["in the header", client.ClientSecretBasic(secret)],
  ]) {
    const tokens = await client.clientCredentialsGrant(await configuration(id, auth), { scope });
    check(`client credentials, secret ${name}`, tokens.token_type, "bearer");
  }
  const config = await configuration(id, client.ClientSecretPost("not the secret"));
  const refused = await outcome(() => client.clientCredentialsGrant(config, { scope }));
  check("client credentials: a wrong secret", [refused.status, refused.error], [401, "invalid_client"]);
}

const config = await discovery();
await codeFlow(config);
await wrongNonce(config);
await refresh(config);
await secrets();
