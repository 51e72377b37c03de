// Preloaded into a worker of a proof (node --import): its clock goes ahead of the machine's by CLOCK_AHEAD_MS.
const ahead = Number(process.env['CLOCK_AHEAD_MS'] ?? 0);
const machine = Date;

globalThis.Date = new Proxy(machine, {
  construct: (_, given, target) => Reflect.construct(machine, given.length === 0 ? [machine.now() + ahead] : given, target),
  get: (_, name) => (name === 'now' ? () => machine.now() + ahead : Reflect.get(machine, name)),
});
