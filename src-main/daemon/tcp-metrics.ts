import { ipBatch } from '../linux/ip-batch.ts';

/** Empties what both hosts remember of each other's round-trip times and thresholds (ip-tcp_metrics(8)). */
export function flushTcpMetrics(): void {
  for (const host of ['client', 'server']) ipBatch(host, ['tcp_metrics flush all']);
}
