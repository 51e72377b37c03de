// Jest's globalTeardown of the integration tests: ends what global-setup.mjs began, in the same process.
export default async function tearDown() {
  await globalThis.__testServer?.stop();
}
