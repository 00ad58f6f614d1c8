/**
 * Which Node runs the lab daemon. Electron's binary can play Node (ELECTRON_RUN_AS_NODE), but that would let anybody run
 * any script in the app's name, so the packaged app has that switched off (electron-builder.yml, electronFuses) and
 * brings a Node of its own. That one knows nothing of asar archives: what it runs lies beside the archive.
 */
import path from 'node:path';
import { DAEMON_PATH, type DaemonProgram } from '../host/daemon-starter.ts';

export interface Installation {
  isPackaged: boolean;
  /** Of the packaged app: the folder that holds app.asar. */
  resourcesPath: string;
  execPath: string;
}

export function daemonProgram({ isPackaged, resourcesPath, execPath }: Installation): DaemonProgram {
  if (!isPackaged) return { node: execPath, script: DAEMON_PATH, env: { ELECTRON_RUN_AS_NODE: '1' } };
  return {
    node: path.join(resourcesPath, 'node'),
    script: path.join(resourcesPath, 'app.asar.unpacked/build/main/daemon.js'),
    env: {},
  };
}
