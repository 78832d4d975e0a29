// The minimal call that the benchmark compares with Parley: one connection per pair with the page's two tracks, trickle
// ICE, and offers from the newcomer. It has no state, no reconnection and no layout. With `?join` it joins by itself, and with `?sizes=head-count` it sends
// smaller pictures to more people, which is the simplest way to save.
import { io } from 'socket.io-client';

interface Signal {
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
}

const socket = io({ transports: ['websocket'] });
const peers = new Map<string, RTCPeerConnection>();
const local = await navigator.mediaDevices.getUserMedia({
  audio: true,
  video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 30 } },
});

const variant = new URLSearchParams(location.search);
const followsHeadCount = variant.get('sizes') === 'head-count';

/** In a call of two the camera is sent as it is. */
function fitSizes(): void {
  if (!followsHeadCount) return;
  const [scale, maxFramerate, maxBitrate] = peers.size <= 1 ? [1, 30, 500_000] : [4 / 3, 20, 270_000];
  for (const pc of peers.values()) {
    const sender = pc.getSenders().find(({ track }) => track?.kind === 'video');
    const parameters = sender?.getParameters();
    const encoding = parameters?.encodings[0];
    if (!sender || !parameters || !encoding) continue;
    Object.assign(encoding, { scaleResolutionDownBy: scale, maxFramerate, maxBitrate });
    void sender.setParameters(parameters);
  }
}

function connect(id: string): RTCPeerConnection {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  peers.set(id, pc);
  for (const track of local.getTracks()) pc.addTrack(track, local);
  pc.onicecandidate = ({ candidate }) => {
    if (candidate) socket.emit('signal', id, { candidate });
  };
  pc.onconnectionstatechange = fitSizes;
  pc.ontrack = ({ track, streams }) => {
    if (track.kind !== 'video') return;
    const tile = document.createElement('figure');
    tile.dataset['participant'] = id;
    const video = document.createElement('video');
    video.autoplay = true;
    video.srcObject = streams[0] ?? null;
    tile.append(video);
    document.body.append(tile);
  };
  return pc;
}

async function sendDescription(id: string, pc: RTCPeerConnection): Promise<void> {
  await pc.setLocalDescription();
  socket.emit('signal', id, { description: pc.localDescription });
}

socket.on('signal', async (id: string, { description, candidate }: Signal) => {
  const pc = peers.get(id) ?? connect(id);
  if (candidate) await pc.addIceCandidate(candidate);
  if (!description) return;
  await pc.setRemoteDescription(description);
  if (description.type === 'offer') await sendDescription(id, pc);
});
socket.on('left', (id: string) => {
  peers.get(id)?.close();
  peers.delete(id);
  document.querySelector(`[data-participant="${id}"]`)?.remove();
});

document.querySelector('button')?.addEventListener('click', () => {
  socket.emit('join', (others: string[]) => {
    for (const id of others) void sendDescription(id, connect(id));
  });
});
if (!socket.connected) await new Promise<void>((resolve) => socket.once('connect', resolve));
document.body.dataset['ready'] = 'true';
if (variant.has('join')) document.querySelector('button')?.click();
