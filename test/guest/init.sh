#!/bin/busybox sh
# Process 1 of the guest: loads the modules, lays a file system in memory over the PC's own files, which stay as they
# are, and goes on there with the script that the host handed over (host/start-script.ts).
# switch_root and not chroot: the kernel refuses a user namespace to a process inside a chroot (user_namespaces(7)).
set -e
trap '[ $? -eq 0 ] || { echo "guest: cannot start" > /dev/kmsg; /bin/busybox poweroff -f; }' EXIT
export PATH=/bin
/bin/busybox --install -s /bin

mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
while read -r module; do insmod "/modules/$module"; done < /modules/order

mkdir /pc /memory
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=512000,access=any pc /pc
mount -t tmpfs -o mode=755 memory /memory
mkdir /memory/upper /memory/work
mount -t overlay -o lowerdir=/pc,upperdir=/memory/upper,workdir=/memory/work pc /root

mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
for folder in dev proc sys; do mount --move /$folder /root/$folder; done
mount -t tmpfs -o mode=755 run /root/run
mkdir /root/run/guest
cp /bin/busybox /root/run/guest/
cat /root/sys/firmware/qemu_fw_cfg/by_name/opt/tcp-lab/start/raw > /root/run/guest/start
hostname guest
ip link set lo up
exec switch_root /root /bin/sh /run/guest/start
