/** Directories of the operating system, by what touching something below them means. Plain data. */
export interface SystemPlace {
  readonly prefix: string;
  readonly onRead: 'L1' | 'L2' | 'L3';
  /** Also when the access is not known. */
  readonly onWrite: 'L2' | 'L3';
  /** Overrides `onWrite` when the access is not known. */
  readonly onUnknown?: 'L1' | 'L2' | 'L3';
}

const places = (text: string, grades: Omit<SystemPlace, 'prefix'>): SystemPlace[] =>
  text.split(' ').map((prefix) => ({ prefix, ...grades }));

/** The most specific place counts: longer prefixes come first. */
export const SYSTEM_PLACES: readonly SystemPlace[] = [
  ...places('/dev/null /dev/stdin /dev/stdout /dev/stderr /dev/tty', {
    onRead: 'L1',
    onWrite: 'L2',
    onUnknown: 'L1',
  }),
  ...places('/dev/zero /dev/full /dev/random /dev/urandom /dev/fd /dev/shm', { onRead: 'L2', onWrite: 'L2' }),
  ...places(
    '/proc/cpuinfo /proc/meminfo /proc/version /proc/loadavg /proc/uptime /proc/stat /proc/filesystems /proc/partitions /proc/diskstats /proc/self/status /proc/self/cgroup /proc/self/limits',
    { onRead: 'L2', onWrite: 'L3', onUnknown: 'L2' },
  ),
  ...places(
    '/etc/hosts /etc/hostname /etc/os-release /etc/lsb-release /etc/debian_version /etc/alpine-release /etc/redhat-release /etc/issue /etc/resolv.conf /etc/timezone /etc/localtime /etc/mime.types /etc/services /etc/protocols /etc/shells /etc/locale.conf /etc/nsswitch.conf',
    { onRead: 'L2', onWrite: 'L3', onUnknown: 'L2' },
  ),
  ...places(
    '/usr/share /usr/include /usr/local/share /usr/local/include /usr/local/lib /usr/lib/node_modules /usr/src',
    { onRead: 'L2', onWrite: 'L3', onUnknown: 'L2' },
  ),
  ...places(
    '/usr/bin /usr/sbin /usr/lib /usr/lib64 /usr/libexec /usr/local/bin /usr/local/sbin /bin /sbin /lib /lib32 /lib64 /opt /snap',
    { onRead: 'L2', onWrite: 'L3' },
  ),
  ...places('/usr', { onRead: 'L2', onWrite: 'L3' }),
  ...places('/proc /root /boot/grub /lost+found', { onRead: 'L3', onWrite: 'L3' }),
  ...places(
    '/dev /sys /boot /efi /etc /private/etc /var/lib /var/db /var/run /run /var/log /var/backups /var/spool /var/mail /srv /mnt /media /library /system /applications /c:/windows /c:/program files /c:/programdata',
    { onRead: 'L2', onWrite: 'L3' },
  ),
  ...places('/var', { onRead: 'L2', onWrite: 'L3', onUnknown: 'L2' }),
];

/** Kernel doors below `/proc`, `/sys` and `/dev` that even a read should not pass. */
export const KERNEL_DOOR: RegExp =
  /^\/proc\/(?:[^/]+\/(?:task\/[^/]+\/)?(?:environ|mem|maps|smaps|pagemap|fd|map_files|ns|auxv|stack|syscall|cmdline)(?:\/|$)|kcore|kmem|kallsyms|keys|sysrq-trigger|sys\/kernel)|^\/dev\/(?:(?:sd|hd|vd|xvd|nvme|mmcblk|dm-|loop|disk|mapper|md)|mem$|kmem$|port$|tcp\/|udp\/|input\/|video\d|snd\/|uinput|hidraw|bus\/usb|pts\/\d|tty\d|vcs|kmsg|kvm|fuse|net\/tun|vfio|watchdog|mtd|nvram|tpm|sg\d|sr\d|cpu\/|msr|bcache|zd|rbd|nbd|dasd|pmem|raw)|^\/sys\/(?:kernel|firmware|power)/;
