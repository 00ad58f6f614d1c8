/** The exact lines that a person types to mend something. */
import type { Tool } from './facts.ts';

const PROFILE_FILE = '/etc/apparmor.d/tcp-lab';
/** Ubuntu 25.04+ (package apparmor-profiles or apparmor): confines unshare(1) itself and takes its children's capabilities. */
export const UNSHARE_PROFILE_FILE = '/etc/apparmor.d/unshare-userns-restrict';

/** Now, and after every start of the PC (sysctl.d(5)). */
export function sysctlLines(name: string, value: number): string[] {
  const setting = `${name}=${value}`;
  return [`sudo sysctl -w ${setting}`, `echo ${setting} | sudo tee -a /etc/sysctl.d/90-tcp-lab.conf`];
}

/** apparmor.d(5): a profile that confines nothing but carries the permission `userns`. One attachment per program. */
export function apparmorLines(shippedProfile: boolean): string[] {
  const profile = [
    'abi <abi/4.0>,',
    'include <tunables/global>',
    'profile tcp-lab /usr/bin/unshare flags=(unconfined) {',
    '  userns,',
    '}',
  ];
  const first = shippedProfile
    ? [
        `sudo ln -sf ${UNSHARE_PROFILE_FILE} /etc/apparmor.d/disable/`,
        `sudo apparmor_parser -R ${UNSHARE_PROFILE_FILE}`,
      ]
    : [];
  return [
    ...first,
    `printf '%s\\n' ${profile.map((line) => `'${line}'`).join(' ')} | sudo tee ${PROFILE_FILE}`,
    `sudo apparmor_parser -r ${PROFILE_FILE}`,
  ];
}

/** Docker's and Podman's default seccomp and AppArmor profiles refuse unshare(2) and mount(2). */
export const CONTAINER_LINES = [
  '--security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN',
];

type Family = 'debian' | 'fedora' | 'arch' | 'suse' | 'alpine';

const INSTALL: Record<Family, string> = {
  debian: 'sudo apt install',
  fedora: 'sudo dnf install',
  arch: 'sudo pacman -S',
  suse: 'sudo zypper install',
  alpine: 'sudo apk add',
};

/** What a person may have to install; the compiler is for node-pty. */
export type Installable = Tool | 'compiler';

const PACKAGES: Record<Installable, Record<Family, string>> = {
  unshare: { debian: 'util-linux', fedora: 'util-linux', arch: 'util-linux', suse: 'util-linux', alpine: 'util-linux' },
  tc: { debian: 'iproute2', fedora: 'iproute-tc', arch: 'iproute2', suse: 'iproute2', alpine: 'iproute2' },
  tcpdump: { debian: 'tcpdump', fedora: 'tcpdump', arch: 'tcpdump', suse: 'tcpdump', alpine: 'tcpdump' },
  tshark: { debian: 'tshark', fedora: 'wireshark-cli', arch: 'wireshark-cli', suse: 'wireshark', alpine: 'tshark' },
  qemu: {
    debian: 'qemu-system-x86',
    fedora: 'qemu-system-x86',
    arch: 'qemu-system-x86',
    suse: 'qemu-x86',
    alpine: 'qemu-system-x86_64',
  },
  compiler: {
    debian: 'build-essential python3',
    fedora: 'gcc-c++ make python3',
    arch: 'base-devel python',
    suse: 'gcc-c++ make python3',
    alpine: 'build-base linux-headers python3',
  },
};

/** By ID, then ID_LIKE, of os-release(5); no lines where the distribution is a stranger. */
export function installLines(what: Installable, distribution: readonly string[]): { package: string; lines: string[] } {
  const families: Record<string, Family> = {
    debian: 'debian',
    ubuntu: 'debian',
    fedora: 'fedora',
    rhel: 'fedora',
    centos: 'fedora',
    arch: 'arch',
    suse: 'suse',
    opensuse: 'suse',
    alpine: 'alpine',
  };
  const family = distribution.map((id) => families[id]).find((known) => known !== undefined);
  const name = PACKAGES[what][family ?? 'debian'];
  return { package: name, lines: family === undefined ? [] : [`${INSTALL[family]} ${name}`] };
}
