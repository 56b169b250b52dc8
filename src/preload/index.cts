import electron = require('electron');

// Transport only. A message port cannot pass the context bridge, so the page posts its end of a channel to this world,
// and it goes on to the main side, which trusts it by the frame it came from.
window.addEventListener('message', event => {
  if (event.source !== window || event.data !== 'vigie:connect' || !event.ports[0]) return;
  electron.ipcRenderer.postMessage('vigie:connect', null, [event.ports[0]]);
});

electron.contextBridge.exposeInMainWorld('vigie', {
  host: 'electron',
  worklistRendered: () => electron.ipcRenderer.send('vigie:rendered'),
});
