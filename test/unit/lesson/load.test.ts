import { describe, expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';

const GOOD = `lesson: a-lesson
title: { en: A lesson, zh-CN: 一课 }
about: { en: About it, zh-CN: 说明 }
steps:
  - name: { en: All, zh-CN: 全部 }
    do:
      - server: listen on 80 with backlog 4
      - client: connect to 80
      - wait: server is ESTABLISHED
      - server: accept
expect:
  - client goes: CLOSED, SYN_SENT, ESTABLISHED
`;

/** The problems of the good lesson with one piece replaced, as `line:column message | hint`. */
function problemsAfter(piece: string, replacement: string): string[] {
  expect(GOOD).toContain(piece);
  return problemsOf(GOOD.replace(piece, replacement));
}

function problemsOf(text: string): string[] {
  const loaded = loadLesson(text);
  if (!('problems' in loaded)) return [];
  return loaded.problems.map((p) => `${p.line}:${p.column} ${p.message} | ${p.hint}`);
}

describe('A lesson file', () => {
  it('becomes a lesson', () => {
    const loaded = loadLesson(GOOD);
    expect(loaded).toMatchObject({
      lesson: {
        id: 'a-lesson',
        title: { en: 'A lesson', 'zh-CN': '一课' },
        steps: [
          {
            full: false,
            actions: [
              { kind: 'listen', host: 'server', port: 80, backlog: 4 },
              { kind: 'connect', host: 'client', port: 80, connection: 1 },
              { kind: 'wait-for-state', host: 'server', state: 'ESTABLISHED', connection: 1 },
              { kind: 'accept', host: 'server', connection: 1 },
            ],
          },
        ],
        expect: [{ full: false, claim: { kind: 'states', host: 'client', connection: 1 } }],
      },
    });
  });

  it('has the wire obey rules, stop, step and run', () => {
    const wire = '- wire: drop 2nd SYN,ACK from server\n      - wire: stop\n      - wire: step\n      - wire: run';
    const loaded = loadLesson(GOOD.replace('- server: accept', wire));
    const rule = { action: { kind: 'drop' }, match: { from: 'server', set: ['SYN', 'ACK'] }, which: { n: 2 } };
    expect(loaded).toMatchObject({
      lesson: {
        steps: [
          {
            actions: [
              {},
              {},
              {},
              { kind: 'rule', rule, sentence: 'drop 2nd SYN,ACK from server' },
              { kind: 'wire', do: 'stop' },
              { kind: 'wire', do: 'step' },
              { kind: 'wire', do: 'run' },
            ],
          },
        ],
      },
    });
  });

  it('says where a rule of the wire goes wrong', () => {
    const [problem, ...others] = problemsAfter('server: accept', 'wire: drop 2nd SIN from server');
    expect(problem).toMatch(/^10:24 .*SIN.* \| .*SYN/);
    expect(others).toEqual([]);
    expect(problemsAfter('server: accept', "wire: 'drop 2nd SIN from server'")[0]).toMatch(/^10:25 /);
  });

  it.each([
    [
      'set tcp_syncookie to 0',
      '10:21 Here there is "tcp_syncookie" where a kernel setting is needed.',
      'tcp_syncookies',
    ],
    ['set tcp_syncookies to 7', '10:39 tcp_syncookies is 0, 1 or 2, not "7".', 'set tcp_syncookies to 0'],
    ['set tcp_syncookies to', '10:38 Here the sentence ends where a value is needed.', 'As in'],
    ['set tcp_syncookies 0', '10:36 Here there is "0" where "to" is needed.', 'As in'],
    ['set tcp_sack to 0 if it can', '10:38 Here there is "it" where "there" is needed.', 'As in'],
  ])('says where "server: %s" goes wrong', (sentence, message, hint) => {
    const [problem, ...others] = problemsAfter('server: accept', `server: ${sentence}`);
    expect(problem).toContain(message);
    expect(problem).toContain(hint);
    expect(others).toEqual([]);
  });

  it.each([
    ['wait: server ^SIN queue holds 5', 'Here there is "SIN" where', 'One of: is, '],
    ['wait: server SYN queue holds^', 'Here the sentence ends where a number is needed.', '0 to 65536'],
    ['wait: ^ListenDrop of server ticks', 'Here there is "ListenDrop" where', 'Did you mean "ListenDrops"?'],
    ['wait: 2nd SYN from client within 5^', 'Here the sentence ends where "ms" or "s" is needed.', 'One of'],
    ['crowd: ^2000 clients of port 80, SYN only', 'Here there is "2000" where a number', '1 to 1000'],
    ['crowd: 5 clients of port 80, ^SIN only', 'Here there is "SIN" where how far', 'third segment held'],
    ['^crowd: leave', 'There is no crowd here.', 'Add "crowd: 12 clients'],
    ['^crowd: 5 clients of port 81, SYN only', 'The server does not listen on 81.', 'listen on 81'],
    ['flood: ^90000 SYNs a second for 3 s to port 80', 'Here there is "90000" where', '1 to 50000'],
    ['flood: 10 SYNs a second for ^60 s to port 80', 'Here there is "60" where', '1 to 30'],
    ['^wait: flood is over', 'There is no flood here.', 'Add "flood: 2000'],
    ['client: option ^TCP_NODLAY 1', 'Here there is "TCP_NODLAY" where', 'Did you mean "TCP_NODELAY"?'],
  ])('says where the action "%s" goes wrong', (marked, message, hint) => {
    const [problem, ...others] = problemsAfter('server: accept', marked.replace('^', ''));
    expect(problem).toContain(`10:${9 + marked.indexOf('^')} ${message}`);
    expect(problem).toContain(hint);
    expect(others).toEqual([]);
  });

  it.each([
    ['queue: server SYN queue ^overflows', 'Here there is "overflows" where', 'never above'],
    ['^queue: client SYN queue reaches 5', 'The client does not listen on 80.', 'client: listen on 80'],
    ['^queue: server SYN queue of port 81 reaches 5', 'The server does not listen on 81.', 'listen on 81'],
    ['counter: ListenDrops of server ticks ^three times', '"three" is one word too many.', 'ticks 3 times'],
    ['^counter: ListenDrops of server ticks in step 7', 'There is no step 7.', 'The lesson has 1 steps.'],
    ['refused: SYN of client because ^of rain', 'Here there is "of" where a reason', 'the SYN queue is full'],
    ['refused: SYN of client, ^eaten', 'Here there is "eaten" where what became', 'ignored'],
    ['gaps: SYN from client 1, ^x s', 'Here there is "x" where a time', '1 to 100000'],
    ['error: client connect ^refused', 'Here there is "refused" where an error', 'as ECONNREFUSED'],
    ['never: server is ^SYN_RECEIVED', 'Here there is "SYN_RECEIVED" where a TCP state', 'SYN_RECV'],
    ['^count: 3 SYN,ACK from server on connection 2', 'Connection 2 is not open here.', 'connection 2'],
  ])('says where the expectation "%s" goes wrong', (marked, message, hint) => {
    const [problem, ...others] = problemsAfter('client goes: CLOSED, SYN_SENT, ESTABLISHED', marked.replace('^', ''));
    expect(problem).toContain(`12:${5 + marked.indexOf('^')} ${message}`);
    expect(problem).toContain(hint);
    expect(others).toEqual([]);
  });

  it('needs to know whose queue is meant where there are two listeners', () => {
    const two = GOOD.replace(
      '- server: accept',
      '- server: listen on 81 with backlog 4\n      - wait: server SYN queue is empty',
    );
    expect(problemsOf(two)).toEqual([
      '11:9 The server listens on more than one port: 80, 81. | Say whose queue is meant, as in "queue of port 80".',
    ]);
  });

  it('may judge an expectation only where the kernel has a setting', () => {
    const claim = 'client goes: CLOSED, SYN_SENT, ESTABLISHED';
    const conditional = GOOD.replace(claim, `${claim}\n    if: client has no tcp_syn_linear_timeouts`);
    const condition = { kind: 'setting', host: 'client', knob: 'tcp_syn_linear_timeouts', there: false };
    expect(loadLesson(conditional)).toMatchObject({ lesson: { expect: [{ if: condition }] } });
    const [problem] = problemsOf(conditional.replace('linear_timeouts', 'linear_timeout'));
    expect(problem).toMatch(/^13:23 .*tcp_syn_linear_timeout.* \| Did you mean "tcp_syn_linear_timeouts"\?$/);
  });

  it('may have an expectation that is judged where a state has lasted for less than a time', () => {
    const claim = 'client goes: CLOSED, SYN_SENT, ESTABLISHED';
    const withIf = (sentence: string) => GOOD.replace(claim, `${claim}\n    if: ${sentence}`);
    const condition = { kind: 'lasts', host: 'server', state: 'CLOSE_WAIT', way: 'less', seconds: 0.03, connection: 1 };
    expect(loadLesson(withIf('server CLOSE_WAIT lasts less than 30 ms'))).toMatchObject({
      lesson: { expect: [{ if: condition }] },
    });
    expect(problemsOf(withIf('server CLOSE_WAIT lasts about 30 ms'))[0]).toMatch(/^13:\d+ .*"less than".*at least/);
    expect(problemsOf(withIf('server CLOSE_WAIT lasts at least 30 ms on connection 2'))[0]).toMatch(/connection 2/);
  });

  it('may fold its Chinese over lines, which leaves no space between its characters', () => {
    const loaded = loadLesson(GOOD.replace('zh-CN: 说明', 'zh-CN: "第一次\n  发送 SYN。\n  SYN 占用\n  一个序列号"'));
    expect('lesson' in loaded && loaded.lesson.about['zh-CN']).toBe('第一次发送 SYN。SYN 占用一个序列号');
  });

  it('may have Windows line ends', () => {
    expect(problemsOf(GOOD.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  it.each([
    ['send "hello, you"', { kind: 'send', writes: [{ text: 'hello, you' }], connection: 1 }],
    ['send 1000 bytes on connection 1', { kind: 'send', writes: [{ bytes: 1000 }] }],
    [
      'send 100 bytes with MSG_MORE, "hello"',
      { kind: 'send', writes: [{ bytes: 100, more: true }, { text: 'hello' }] },
    ],
    ['receive', { kind: 'receive' }],
    ['receive 2000 bytes', { kind: 'receive', bytes: 2000 }],
    ['receive the end', { kind: 'receive-end' }],
    ['shut down sending', { kind: 'shut-down-sending' }],
    ['set tcp_syncookies to 0', { kind: 'set', host: 'client', name: 'tcp_syncookies', value: '0', ifThere: false }],
    ['set tcp_rmem to 4096 8192 16384', { kind: 'set', name: 'tcp_rmem', value: '4096 8192 16384' }],
    ['set tcp_congestion_control to reno', { kind: 'set', value: 'reno' }],
    ['set tcp_syn_linear_timeouts to 0 if there is one', { kind: 'set', value: '0', ifThere: true }],
    ['abort', { kind: 'abort' }],
    ['close', { kind: 'close' }],
  ])('knows "client: %s"', (sentence, action) => {
    const loaded = loadLesson(GOOD.replace('- server: accept', `- client: ${sentence}`));
    expect(loaded).toMatchObject({ lesson: { steps: [{ actions: [{}, {}, {}, action] }] } });
  });

  it.each([
    ['last segments: FIN,ACK from client, ACK from server', { kind: 'segments', which: 'last' }],
    ['number: seq of 2nd ACK,PSH from client = isn of client + 1', { left: { nth: 2, segment: { flags: 'PSH,ACK' } } }],
    ['timer: client TIME_WAIT about 500 ms', { kind: 'timer', seconds: 0.5 }],
    ['order: server is ESTABLISHED before accept returns', { kind: 'before-accept', state: 'ESTABLISHED' }],
  ])('knows "%s"', (sentence, claim) => {
    const loaded = loadLesson(GOOD.replace('client goes: CLOSED, SYN_SENT, ESTABLISHED', sentence));
    expect(loaded).toMatchObject({ lesson: { expect: [{ claim }] } });
  });
});

describe('A problem in a sentence', () => {
  it.each([
    [
      'server: listen on',
      'server: lisen on',
      '7:17 Here there is "lisen" where a verb is needed. | Did you mean "listen"?',
    ],
    [
      'on 80 with',
      'on 99999 with',
      '7:27 Here there is "99999" where the port is needed. | It is a number from 1 to 65535.',
    ],
    [
      'with backlog 4',
      'with backlog',
      '7:42 Here the sentence ends where the backlog is needed. | It is a number from 0 to 65535.',
    ],
    ...['-1', '1000000000'].map((backlog) => [
      'with backlog 4',
      `with backlog ${backlog}`,
      `7:43 Here there is "${backlog}" where the backlog is needed. | It is a number from 0 to 65535.`,
    ]),
    [
      'connect to 80',
      'connect too 80',
      '8:25 Here there is "too" where "to" is needed. | As in: client: connect to 80',
    ],
    ['connect to 80', 'connect to 80 now', '8:31 "now" is one word too many. | As in: client: connect to 80'],
    [
      'is ESTABLISHED',
      'is SYN_RCVD',
      '9:25 Here there is "SYN_RCVD" where a TCP state is needed. | Did you mean "SYN_RECV"?',
    ],
    [
      'CLOSED, SYN_SENT',
      'CLOSED, SYN-SENT',
      '12:26 Here there is "SYN-SENT" where a TCP state is needed. | Did you mean "SYN_SENT"?',
    ],
  ])('points at the word: %s → %s', (piece, replacement, problem) => {
    const [first] = problemsAfter(piece, replacement);
    expect(first?.startsWith(problem)).toBe(true);
  });

  it('points at the word in a quoted sentence and on a later line of a long one', () => {
    expect(problemsAfter('server: accept', 'server: "accept please"')[0]).toMatch(
      /^10:25 "please" is one word too many/,
    );
    expect(problemsAfter('SYN_SENT, ESTABLISHED', 'SYN_SENT,\n      FOO')[0]).toMatch(/^13:7 Here there is "FOO"/);
  });

  it('shows a long or strange word short and harmless', () => {
    expect(problemsAfter('server: accept', `server: ${'x'.repeat(90)}\u001b[31m`)[0]).toMatch(/"x{39}…"/);
  });
});

describe('A problem in the fields', () => {
  it('is an unknown field, with what was meant', () => {
    expect(problemsAfter('title:', 'titel:')).toEqual([
      '1:1 The lesson has no "title". | Add the field "title: ".',
      '2:1 A lesson has no field "titel". | Did you mean "title"?',
    ]);
    expect(problemsAfter('client goes', 'constructor')[0]).toMatch(/^12:5 An expectation has no field "constructor"/);
  });

  it('is a missing translation', () => {
    expect(problemsAfter(', zh-CN: 一课', '')).toEqual([
      '2:1 "title" has no zh-CN translation. | Add "zh-CN: " and the text.',
    ]);
  });

  it('is each of the fields and languages that are missing', () => {
    expect(problemsOf('lesson: x\ntitle: {}').map((p) => p.split(' |')[0])).toEqual([
      '1:1 The lesson has no "about".',
      '1:1 The lesson has no "steps".',
      '1:1 The lesson has no "expect".',
      '2:1 "title" has no en translation.',
      '2:1 "title" has no zh-CN translation.',
    ]);
  });

  it('is a comma that ends a text early', () => {
    expect(problemsAfter('en: About it', 'en: About it, and more')[0]).toMatch(/^3:24 .* \| A text with a comma/);
  });

  it('is a field of the wrong type', () => {
    expect(problemsAfter('lesson: a-lesson', 'lesson: [a]')[0]).toMatch(/^1:9 "lesson" is a text/);
    expect(problemsAfter('{ en: A lesson, zh-CN: 一课 }', 'A lesson')[0]).toMatch(/^2:8 "title" is a group of fields/);
    expect(problemsAfter('    do:\n', '    full: 1\n    do:\n')[0]).toMatch(/^6:11 "full" is only ever true/);
    expect(problemsAfter('server: accept', 'server: [accept]')[0]).toMatch(/^10:17 Here a sentence is needed/);
    expect(problemsAfter('- server: accept', '-')[0]).toMatch(/An action is a group of fields/);
  });

  it('is a field that is there twice', () => {
    expect(problemsAfter('steps:', 'about: { en: x, zh-CN: y }\nsteps:')).toEqual([
      '4:1 The field "about" is there twice. | Take one away.',
    ]);
  });

  it('is two sentences in one entry', () => {
    expect(problemsAfter('- server: accept', '- server: accept\n        client: close')[0]).toMatch(
      /^11:9 An action is one/,
    );
  });

  it('is reported with all the others, by line', () => {
    const text = GOOD.replace('zh-CN: 说明', 'zh: 说明').replace('accept', 'acept').replace('goes', 'gos');
    expect(problemsOf(text).map((p) => p.split(' ')[0])).toEqual(['3:1', '3:24', '10:17', '12:5']);
  });
});

describe('A problem of reach', () => {
  it.each([
    ['      - server: listen on 80 with backlog 4\n', '', '9:9 The server does not listen on 80.'],
    ['      - client: connect to 80\n', '', '8:9 Connection 1 is not open here.'],
    ['server: accept', 'server: close', '10:9 The server has not accepted connection 1 yet.'],
    ['server: accept', 'client: accept', '10:9 The client opened connection 1 itself.'],
    ['server: accept', 'client: connect to 80', '10:9 Connection 1 is open already.'],
    ['server: accept', 'client: connect to 80 on connection 3', '10:9 Connection 3 comes before connection 2.'],
    ['server: accept', 'client: close\n      - client: close', '11:9 The client has closed connection 1 before.'],
    ['server is ESTABLISHED', 'server is LISTEN', '9:9 A connection is never in LISTEN'],
  ])('%s → %s', (piece, replacement, problem) => {
    expect(problemsAfter(piece, replacement)[0]?.startsWith(problem)).toBe(true);
  });

  it('is an expectation on a connection that the plain run never opens', () => {
    const text = `${GOOD.replace('expect:', STEP_IN_FULL)}  - client goes: CLOSED on connection 2\n`;
    expect(problemsOf(text)).toEqual([
      '17:5 Connection 2 is not open here. | Add "client: connect to 80 on connection 2" before it.',
    ]);
    expect(problemsOf(`${text}    full: true\n`)).toEqual([]);
  });
});

const STEP_IN_FULL = `  - name: { en: More, zh-CN: 更多 }
    full: true
    do:
      - client: connect to 80 on connection 2
expect:`;

describe('A file that is no lesson', () => {
  it.each([
    ['an empty file', '', '1:1 The file is empty.'],
    ['a file of comments', '# nothing\n', '1:1 The file is empty.'],
    ['a text', 'hello', '1:1 A lesson is a group of fields.'],
    ['more than 1 MB', 'a'.repeat((1 << 20) + 1), '1:1 The file is larger than 1 MB.'],
    ['a tab', GOOD.replace('  - client', '\t- client'), '8:5 There is a tab character here.'],
    ['an anchor', GOOD.replace('server: accept', 'server: &a accept'), '10:17 "&a" names a place.'],
    ['an alias', GOOD.replace('server: accept', 'server: *a'), '10:17'],
    ['a tag', GOOD.replace('server: accept', 'server: !!str accept'), '10:17 Lessons have no YAML tags.'],
    ['two documents', `${GOOD}---\n${GOOD}`, '13:1 '],
    [
      'a colon in a text',
      GOOD.replace('{ en: About it,', '\n  en: About: it\n  zh-CN: x #'),
      '4:7 There is a second field on this line.',
    ],
    [
      'an open quote',
      GOOD.replace('About it', '"About it'),
      '3:14 The quote or bracket that opens here is not closed.',
    ],
    ['deep nesting', '['.repeat(20_000), '1:'],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text)[0]?.slice(0, problem.length)).toBe(problem);
  });

  it('with aliases that multiply is refused before they do', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let i = 1; i < 40; i++) lines.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
    expect(problemsOf(lines.join('\n'))[0]).toMatch(/^1:5 "&a0" names a place/);
  });
});
