const { contextBridge, ipcRenderer } = require('electron') as typeof import('electron');

// Transport only. A message port cannot pass the context bridge, so the page posts its end of a channel to this world,
// and it goes on to the main side, which trusts it by the frame it came from.
window.addEventListener('message', event => {
  if (event.source !== window || event.data !== 'vigie:connect' || !event.ports[0]) return;
  ipcRenderer.postMessage('vigie:connect', null, [event.ports[0]]);
});

contextBridge.exposeInMainWorld('vigie', {
  host: 'electron',
  worklistRendered: () => ipcRenderer.send('vigie:rendered'),
});
