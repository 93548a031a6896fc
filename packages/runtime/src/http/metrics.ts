import type { PublicationReport } from '@zoqore/ledger';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Runtime } from '../open-runtime.ts';
import { operationalModes } from '../standing/mode.ts';

export interface Metrics {
  /** One answered request. */
  observeRequest(request: { route: string; status: number; seconds: number }): void;
  observeDecision(decision: { outcome: string; grade: string; seconds: number }): void;
  /** Prometheus text exposition format 0.0.4. */
  render(runtime: Runtime): Promise<{ readonly type: string; readonly text: string }>;
}

/**
 * Prometheus metrics; HTTP names follow OpenTelemetry's semantic conventions (`http.server.request.duration`).
 * No label carries an actor, a path or anything else that a caller chooses.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['http_route', 'http_response_status_code'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const decisions = new Counter({
    name: 'zoqore_decisions_total',
    help: 'Decisions by outcome and risk grade, replayed answers included.',
    labelNames: ['outcome', 'risk_grade'],
    registers: [registry],
  });
  const latency = new Histogram({
    name: 'zoqore_decision_duration_seconds',
    help: 'From the parsed body to the durable decision.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [registry],
  });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const ledgerSize = gauge('zoqore_ledger_entries', 'Entries in the ledger.');
  const waiting = gauge('zoqore_approvals_waiting', 'Approvals that wait for a person.');
  const halts = gauge('zoqore_halts', 'Halts in force.');
  const mode = new Gauge({
    name: 'zoqore_operational_mode',
    help: '1 for the operational mode that is set, 0 for the others.',
    labelNames: ['mode'],
    registers: [registry],
  });
  const observePublication = publicationGauges(gauge);
  const healthy = gauge('zoqore_healthy', '1 when every part can do its work.');

  // Looking a combination of labels up costs more than counting it; there are few of them.
  const requestsOf = remembered((route: string, status: string) =>
    requests.labels({ http_route: route, http_response_status_code: status }),
  );
  const decisionsOf = remembered((outcome: string, grade: string) =>
    decisions.labels({ outcome, risk_grade: grade }),
  );
  return {
    observeRequest({ route, status, seconds }) {
      requestsOf(route, String(status)).observe(seconds);
    },
    observeDecision({ outcome, grade, seconds }) {
      decisionsOf(outcome, grade).inc();
      latency.observe(seconds);
    },
    async render(runtime) {
      const { status } = await runtime.health();
      healthy.set(status === 'ok' ? 1 : 0);
      // What cannot be counted now keeps its last count.
      if (status === 'ok') {
        const { size } = await runtime.ledger.head();
        ledgerSize.set(size);
        observePublication(await runtime.ledger.publication(), size);
        waiting.set(runtime.approvals.waiting());
        halts.set(runtime.halts.list().length);
        const inForce = runtime.modes.current().mode;
        for (const each of operationalModes) mode.set({ mode: each }, each === inForce ? 1 : 0);
      }
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** Of witnesses and anchors, made when there are some: a gauge that nobody sets reads 0, which would be good news. */
function publicationGauges(
  gauge: (name: string, help: string) => Gauge,
): (report: PublicationReport, size: number) => void {
  const made = new Map<string, Gauge>();
  const set = (name: string, help: string, value: number): void => {
    const one = made.get(name) ?? gauge(name, help);
    made.set(name, one);
    one.set(value);
  };
  return ({ witnesses, anchors }, size) => {
    if (witnesses !== undefined) {
      const { covered, witnesses: each } = witnesses;
      const age = covered === undefined ? Infinity : (Date.now() - Date.parse(covered.at)) / 1000;
      set('zoqore_witness_quorum_age_seconds', 'Since a checkpoint last got the quorum of witnesses.', age);
      const uncovered = size - (covered?.size ?? 0);
      set('zoqore_witness_uncovered_entries', 'Entries that no checkpoint with a quorum covers.', uncovered);
      const alarms = each.filter(({ alarm }) => alarm !== undefined).length;
      set('zoqore_witness_alarms', 'Witnesses that have seen another log of this name.', alarms);
      const failing = each.filter(({ failure }) => failure !== undefined).length;
      set('zoqore_witnesses_failing', 'Witnesses whose last answer was no cosignature.', failing);
    }
    if (anchors.length > 0) {
      const failing = anchors.filter(({ failure }) => failure !== undefined).length;
      set('zoqore_anchors_failing', 'Anchors that the last checkpoint could not be put to.', failing);
    }
  };
}

/** Made once for each pair. */
function remembered<T>(make: (first: string, second: string) => T): (first: string, second: string) => T {
  const made = new Map<string, Map<string, T>>();
  return (first, second) => {
    const row = made.get(first) ?? new Map<string, T>();
    const value = row.get(second) ?? make(first, second);
    made.set(first, row.set(second, value));
    return value;
  };
}
