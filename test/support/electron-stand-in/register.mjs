/**
 * `node --import …/register.mjs build/main/desktop.js` runs the built shell with what is in this folder in Electron's
 * place: the parts of Electron that the shell uses, on top of the Chromium that this PC has. For PCs where there is no
 * Electron to be had. It stands for what Electron does with a page; it cannot show that Electron does so.
 */
import Module from 'node:module';
import { electron } from './electron.mjs';
import { answerTests } from './control.mjs';

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'electron' ? electron : load.call(this, request, ...rest);
};
answerTests(electron);
