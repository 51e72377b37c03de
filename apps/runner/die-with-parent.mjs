// Preloaded into the API (node --import): when the runner is killed outright, its channel closes and the API
// stops as if asked to. The database is left running, and the next start adopts it.
const PATIENCE_MS = 20_000;

if (process.channel) {
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  });
  process.channel.unref(); // The listener alone would keep a finished process alive.
}
