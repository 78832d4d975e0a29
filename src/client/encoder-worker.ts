// The worker that encodes the camera once for several connections. The meeting page starts it when that pays.
import { EncoderService, type Transformer } from './mesh/shared-encoder/encoder-service.js';
import type { FromWorker, ToWorker } from './mesh/shared-encoder/worker-messages.js';

/** The part of a dedicated worker that this file uses. TypeScript knows it only without the interfaces of pages. */
interface WorkerScope {
  onmessage: ((event: { data: ToWorker }) => void) | null;
  onrtctransform: ((event: { transformer: Transformer }) => void) | null;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as WorkerScope;
const service = new EncoderService((message) => {
  scope.postMessage(message);
});
scope.onmessage = ({ data }) => {
  service.receive(data);
};
scope.onrtctransform = ({ transformer }) => {
  void service.transform(transformer);
};
scope.postMessage({ type: 'ready' });
