/** Runs before the page, in a world of its own, and gives the page `window.tcpLab`: nothing else of Electron's. */
import { contextBridge, ipcRenderer } from 'electron';
import { bridgeOver } from './bridge.ts';

contextBridge.exposeInMainWorld('tcpLab', bridgeOver(ipcRenderer));
