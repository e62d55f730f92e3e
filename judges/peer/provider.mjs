// The peer of the benchmark: npm's oidc-provider with one confidential client, RS256 tokens, in memory.
//
// usage: provider.mjs PORT [FILE], with CONSENTRY_NPM naming the folder of its node_modules.
// With FILE it writes refresh tokens there, one a line, before it listens; they do not rotate.

import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const port = Number(process.argv[2]);
const npm = process.env.CONSENTRY_NPM;
const { default: Provider } = await import(
  pathToFileURL(join(npm, "node_modules/oidc-provider/lib/index.js"))
);

// Its key is kept, as ours is: a start does not make a key.
const kept = join(npm, "bench-key.json");
if (!existsSync(kept)) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(kept, JSON.stringify(privateKey.export({ format: "jwk" })));
}
const key = { ...JSON.parse(readFileSync(kept, "utf8")), use: "sig", alg: "RS256" };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "bench",
      client_secret: "a-secret-of-the-bench",
      grant_types: ["client_credentials", "authorization_code", "refresh_token"],
      redirect_uris: ["https://rp.example/callback"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  jwks: { keys: [key] },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  rotateRefreshToken: false,
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: "read",
        audience: "https://api.example/",
        accessTokenFormat: "jwt",
        accessTokenTTL: 3600,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});

async function refreshToken() {
  const resource = "https://api.example/";
  const grant = new provider.Grant({ accountId: "bench", clientId: "bench" });
  grant.addOIDCScope("openid offline_access");
  grant.addResourceScope(resource, "read");
  const token = new provider.RefreshToken({
    accountId: "bench",
    client: await provider.Client.find("bench"),
    grantId: await grant.save(),
    gty: "authorization_code",
    resource,
    scope: "openid offline_access read",
  });
  return token.save();
}

if (process.argv[3]) {
  const tokens = [];
  while (tokens.length < 128) tokens.push(await refreshToken());
  writeFileSync(process.argv[3], `${tokens.join("\n")}\n`);
}
provider.listen(port, "127.0.0.1");
