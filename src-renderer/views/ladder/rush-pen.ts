/** Paper and colours for rows that rush past; asking the page for them in every frame would cost a layout. */

export type Face = 'text' | 'small' | 'strong' | 'mono' | 'state';

export interface RushPen {
  context: CanvasRenderingContext2D;
  rem: number;
  colour(name: string): string;
  /** Ready for `drawImage`; sizes in CSS pixels. */
  chip(flag: string): Chip;
  font(face: Face): string;
}

export interface Chip {
  image: HTMLCanvasElement;
  width: number;
  height: number;
}

const CHIP_COLOURS: Record<string, string> = { SYN: '--syn', FIN: '--fin', RST: '--rst', PSH: '--psh', ACK: '--ack' };

export interface Paper {
  /** In CSS pixels, also `rem`. */
  width: number;
  height: number;
  rem: number;
  /** Size of the states, in rem. */
  state: number;
}

/** Null where a browser has no canvas to draw on. */
export function rushPen(canvas: HTMLCanvasElement, { width, height, rem, state }: Paper): RushPen | null {
  const context = canvas.getContext('2d');
  if (!context) return null;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.textBaseline = 'middle';
  const style = getComputedStyle(canvas);
  const colour = remembered((name) => style.getPropertyValue(name).trim());
  const [text, mono, strong] = [colour('--text-face'), colour('--mono-face'), colour('--weight-strong')];
  const fonts: Record<Face, string> = {
    text: `${0.93 * rem}px ${text}`,
    small: `${0.857 * rem}px ${text}`,
    strong: `${strong} ${0.93 * rem}px ${text}`,
    mono: `${0.857 * rem}px ${mono}`,
    state: `${strong} ${state * rem}px ${text}`,
  };
  const chipFont = `${strong} ${0.786 * rem}px ${text}`;
  const chip = remembered((flag) => drawChip(flag, chipFont, rem, colour));
  return { context, rem, colour, chip, font: (face) => fonts[face] };
}

/** As FlagChip.svelte looks. */
function drawChip(flag: string, font: string, rem: number, colour: (name: string) => string): Chip {
  const image = document.createElement('canvas');
  const context = image.getContext('2d')!;
  context.font = font;
  const width = Math.ceil(context.measureText(flag).width + 0.71 * rem + 3);
  const height = Math.ceil(1.06 * rem + 3);
  image.width = width * devicePixelRatio;
  image.height = height * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  const own = colour(CHIP_COLOURS[flag] ?? '--other-flag');
  context.beginPath();
  context.roundRect(0.75, 0.75, width - 1.5, height - 1.5, 0.236 * rem);
  context.fillStyle = flag === 'ACK' ? colour('--surface') : own;
  context.fill();
  context.strokeStyle = own;
  context.lineWidth = 1.5;
  context.stroke();
  // Making the canvas larger has put its font back.
  context.font = font;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.fillStyle = flag === 'ACK' ? own : colour('--on-flag');
  context.fillText(flag, width / 2, height / 2 + 0.5);
  return { image, width, height };
}

function remembered<T>(work: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key) ?? work(key);
    known.set(key, found);
    return found;
  };
}
