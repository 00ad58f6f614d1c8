/** Keeps what the host says where a test finds it. */
/* global window */
window.received = [];
window.tcpLab.onMessage((message) => window.received.push(message));
window.tcpLab.send({ id: 1, method: 'hello' });
