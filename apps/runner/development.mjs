// `npm run dev`: the application, compiled again at every change of a source.
import { inClaimedFolder, live, withDatabase } from './application.mjs';
import { buildApi, BUILDS, forgetBuild, GENERATE_CLIENT } from './builds.mjs';
import { runToEnd, startCompanion } from './children.mjs';
import { inProject } from './project.mjs';

/**
 * The API restarts at every change; the portal is built again and served by the API, so reload the page.
 * @returns {Promise<number>} an exit code
 */
export function startDevelopment() {
  return inClaimedFolder(async (stop) => {
    await makeClient();
    BUILDS.forEach(forgetBuild); // The watchers write to the same places, with other settings.
    return withDatabase(stop, (env) => live([watchApi(env), watchPortal()], stop));
  });
}

/** The portal's client as the API is now. */
async function makeClient() {
  await buildApi(console.log);
  const { code, output } = await runToEnd(GENERATE_CLIENT);
  if (code !== 0) throw new Error(`The portal's client could not be generated:\n${output.trim()}`);
}

/** @param {NodeJS.ProcessEnv} env */
function watchApi(env) {
  return startCompanion(['nest', 'start', 'api', '--watch', '--preserveWatchOutput', '--config', 'nest-cli.dev.json'], { env });
}

function watchPortal() {
  const options = ['--watch', '--configuration', 'development', '--clear-screen=false'];
  return startCompanion(['ng', 'build', ...options], { cwd: inProject('apps/portal'), env: { NG_CLI_ANALYTICS: 'false' } });
}
