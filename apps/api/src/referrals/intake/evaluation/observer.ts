import { canonicalEmail, comparableName, isRandomLocal, MOST_MEASURED, numberedStem, type Signals } from '@fanfare/domain';
import { isDisposable, isFreemail } from '../../signup/mail-domains.js';
import { networkOf } from '../network.js';
import type { Scene, SignUpEvent } from './sign-up-event.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const [MOST_SIGNUPS, MOST_CLICKS, MOST_ALIKE, RING_STEPS] = [MOST_MEASURED.burst_hour.max, MOST_MEASURED.conversion_rate.signups, MOST_MEASURED.shared_device.max, MOST_MEASURED.ring.steps] as const;

interface Trace {
  readonly at: number; readonly by: string | null; readonly clicked: boolean; readonly exists: boolean;
  readonly network: string | null; readonly device: string | null; readonly stem: string | null; readonly name: string | null; readonly domain: string | null;
}

/**
 * Measures a population in memory as the service does in its database; a spec holds the two to the same answers. Each sign-up is
 * confirmed at once, and a mail that cannot arrive is known to have come back before the next.
 */
export class Observer {
  private readonly byReferrer = new Map<string, Trace[]>();
  private readonly alike = { device: new Map<string, Trace[]>(), network: new Map<string, Trace[]>(), domain: new Map<string, Trace[]>() };
  private readonly firstSeen = new Map<string, number>();
  private readonly clicks = new Map<string, number[]>();
  private readonly browsers = new Map<string, Set<string>>();
  private readonly referrerOf = new Map<string, string>();

  /** @returns the signals of every sign-up that is confirmed and was brought by somebody */
  observe({ signUps, visits }: Scene): Map<SignUpEvent, Signals> {
    for (const { of, at } of visits) push(this.clicks, of, at);
    for (const { by, click } of signUps) if (by && click) push(this.clicks, by, click.at);
    const measured = new Map<SignUpEvent, Signals>();
    for (const s of signUps) {
      const trace = this.keep(s);
      if (s.exists && s.by) measured.set(s, { ...this.against(s, s.by, trace), ...this.common(s, trace) });
      if (s.exists) this.join(s);
    }
    return measured;
  }

  private keep(s: SignUpEvent): Trace {
    const { canonical, domain } = canonicalEmail(s.email)!;
    const trace: Trace = {
      at: s.at, by: s.by, clicked: s.click !== null, exists: s.exists, network: networkOf(s.ip), device: s.device,
      stem: numberedStem(canonical.split('@')[0]!), name: comparableName(s.name), domain: isFreemail(domain) ? null : domain,
    };
    if (s.by) push(this.byReferrer, s.by, trace);
    for (const kind of ['device', 'network', 'domain'] as const) if (trace[kind]) push(this.alike[kind], trace[kind], trace);
    if (trace.domain && !this.firstSeen.has(trace.domain)) this.firstSeen.set(trace.domain, s.at);
    return trace;
  }

  private join(s: SignUpEvent): void {
    if (s.device) this.browsers.set(s.email, new Set([...(this.browsers.get(s.email) ?? []), s.device]));
    if (s.by) this.referrerOf.set(s.email, s.by);
  }

  private against(s: SignUpEvent, by: string, trace: Trace): Signals {
    const week = this.byReferrer.get(by)!.filter((t) => t.at > s.at - 7 * DAY).slice(-MOST_SIGNUPS);
    const since = (span: number) => week.filter((t) => t.at > s.at - span).length;
    const ringSteps = this.ringSteps(s, by);
    return {
      sameBrowser: s.device !== null && (this.browsers.get(by)?.has(s.device) ?? false),
      ownAddress: canonicalEmail(s.email)!.canonical === canonicalEmail(by)!.canonical,
      burst60: since(MINUTE), burstHour: since(HOUR), bounces: week.filter((t) => !t.exists && t !== trace).length,
      ...(trace.stem !== null && { stemRun: week.filter((t) => t.stem === trace.stem).length }),
      ...(trace.name !== null && { nameRun: week.filter((t) => t.name === trace.name).length }),
      ...(s.click && { clickSeconds: Math.floor((s.at - s.click.at) / 1000), countryDiffers: s.click.country !== s.country, ...this.rate(s, by) }),
      ...(ringSteps !== null && { ringSteps }),
    };
  }

  private rate(s: SignUpEvent, by: string): Signals {
    const clicks = this.clicks.get(by)!.filter((at) => at <= s.at && at > s.at - 7 * DAY).toSorted((a, b) => b - a).slice(0, MOST_CLICKS);
    const since = clicks.length < MOST_CLICKS ? s.at - 7 * DAY + 1 : clicks.at(-1)!;
    return { linkClicks: clicks.length, linkSignups: Math.min(MOST_CLICKS, this.byReferrer.get(by)!.filter((t) => t.clicked && t.at <= s.at && t.at >= since).length) };
  }

  private ringSteps(s: SignUpEvent, by: string): number | null {
    let above: string | undefined = by;
    for (let steps = 1; steps <= RING_STEPS; steps++) {
      above = this.referrerOf.get(above);
      if (above === undefined) return null;
      if (s.device !== null && this.browsers.get(above)?.has(s.device)) return steps;
    }
    return null;
  }

  private common(s: SignUpEvent, trace: Trace): Signals {
    const count = (kind: 'device' | 'network' | 'domain', span: number) => Math.min(MOST_ALIKE, this.alike[kind].get(trace[kind]!)!.filter((t) => t.at > s.at - span).length);
    const { canonical, domain } = canonicalEmail(s.email)!;
    return {
      disposable: isDisposable(domain), randomLocal: isRandomLocal(canonical.split('@')[0]!),
      ...(trace.device && { deviceSignups: count('device', 30 * DAY) }),
      ...(trace.network && { networkHour: count('network', HOUR) }),
      ...(trace.domain && { domainSignups: count('domain', 7 * DAY), domainAgeDays: Math.floor((s.at - this.firstSeen.get(trace.domain)!) / DAY) }),
    };
  }
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
