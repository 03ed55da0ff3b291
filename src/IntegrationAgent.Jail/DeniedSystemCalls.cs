using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>What a jailed process may never ask the kernel for. Everything newer than the table answers "no such call".</summary>
internal static class DeniedSystemCalls
{
    /// <summary>The newest call that was looked at (<c>mseal</c>); the same number on every machine.</summary>
    public const int Newest = 462;

    public static readonly Sys[] Always =
    [
        // Processes and programs: one program, one process, threads only.
        new(57, -1), // fork
        new(58, -1), // vfork
        new(322, 281), // execveat
        new(112, 157), // setsid
        new(109, 154), // setpgid
        new(101, 117), // ptrace
        new(310, 270), // process_vm_readv
        new(311, 271), // process_vm_writev
        new(440, 440), // process_madvise
        new(448, 448), // process_mrelease
        new(312, 272), // kcmp
        new(434, 434), // pidfd_open
        new(438, 438), // pidfd_getfd
        new(424, 424), // pidfd_send_signal
        new(200, 130), // tkill
        new(129, 138), // rt_sigqueueinfo
        new(297, 240), // rt_tgsigqueueinfo
        // Namespaces and mounts.
        new(272, 97), // unshare
        new(308, 268), // setns
        new(165, 40), // mount
        new(166, 39), // umount2
        new(155, 41), // pivot_root
        new(161, 51), // chroot
        new(428, 428), // open_tree
        new(429, 429), // move_mount
        new(430, 430), // fsopen
        new(431, 431), // fsconfig
        new(432, 432), // fsmount
        new(433, 433), // fspick
        new(442, 442), // mount_setattr
        new(457, 457), // statmount
        new(458, 458), // listmount
        new(303, 264), // name_to_handle_at
        new(304, 265), // open_by_handle_at
        // Kernel surface that no managed program needs.
        new(321, 280), // bpf
        new(298, 241), // perf_event_open
        new(250, 219), // keyctl
        new(248, 217), // add_key
        new(249, 218), // request_key
        new(323, 282), // userfaultfd
        new(319, 279), // memfd_create
        new(447, 447), // memfd_secret
        new(425, 425), // io_uring_setup
        new(426, 426), // io_uring_enter
        new(427, 427), // io_uring_register
        new(135, 92), // personality
        new(154, -1), // modify_ldt
        new(278, 75), // vmsplice
        new(212, 18), // lookup_dcookie
        new(180, 42), // nfsservctl
        new(134, -1), // uselib
        new(136, -1), // ustat
        new(139, -1), // sysfs
        new(156, -1), // _sysctl
        new(460, 460), // lsm_set_self_attr
        new(300, 262), // fanotify_init
        new(301, 263), // fanotify_mark
        new(253, -1), // inotify_init
        new(294, 26), // inotify_init1
        new(254, 27), // inotify_add_watch
        // File attributes, which Landlock does not cover.
        new(76, 45), // truncate
        new(133, -1), // mknod
        new(259, 33), // mknodat
        new(90, -1), // chmod
        new(91, 52), // fchmod
        new(268, 53), // fchmodat
        new(452, 452), // fchmodat2
        new(92, -1), // chown
        new(94, -1), // lchown
        new(93, 55), // fchown
        new(260, 54), // fchownat
        new(188, 5), // setxattr
        new(189, 6), // lsetxattr
        new(190, 7), // fsetxattr
        new(197, 14), // removexattr
        new(198, 15), // lremovexattr
        new(199, 16), // fremovexattr
        new(132, -1), // utime
        new(235, -1), // utimes
        new(261, -1), // futimesat
        new(280, 88), // utimensat
        // Shared memory and queues, which Landlock does not cover.
        new(29, 194), // shmget
        new(30, 196), // shmat
        new(31, 195), // shmctl
        new(64, 190), // semget
        new(65, 193), // semop
        new(220, 192), // semtimedop
        new(66, 191), // semctl
        new(68, 186), // msgget
        new(69, 189), // msgsnd
        new(70, 188), // msgrcv
        new(71, 187), // msgctl
        new(240, 180), // mq_open
        new(241, 181), // mq_unlink
        new(242, 182), // mq_timedsend
        new(243, 183), // mq_timedreceive
        new(244, 184), // mq_notify
        new(245, 185), // mq_getsetattr
        // Identity and scheduling.
        new(105, 146), // setuid
        new(106, 144), // setgid
        new(113, 145), // setreuid
        new(114, 143), // setregid
        new(117, 147), // setresuid
        new(119, 149), // setresgid
        new(122, 151), // setfsuid
        new(123, 152), // setfsgid
        new(116, 159), // setgroups
        new(126, 91), // capset
        new(141, 140), // setpriority
        new(142, 118), // sched_setparam
        new(144, 119), // sched_setscheduler
        new(314, 274), // sched_setattr
        new(251, 30), // ioprio_set
        new(256, 238), // migrate_pages
        new(279, 239), // move_pages
        // The machine.
        new(163, 89), // acct
        new(167, 224), // swapon
        new(168, 225), // swapoff
        new(169, 142), // reboot
        new(246, 104), // kexec_load
        new(320, 294), // kexec_file_load
        new(175, 105), // init_module
        new(313, 273), // finit_module
        new(176, 106), // delete_module
        new(172, -1), // iopl
        new(173, -1), // ioperm
        new(103, 116), // syslog
        new(170, 161), // sethostname
        new(171, 162), // setdomainname
        new(164, 170), // settimeofday
        new(227, 112), // clock_settime
        new(305, 266), // clock_adjtime
        new(159, 171), // adjtimex
        new(179, 60), // quotactl
        new(443, 443), // quotactl_fd
        new(153, 58), // vhangup
    ];

    /// <summary>Denied with or without TCP: nobody connects to a jailed process.</summary>
    public static readonly Sys[] Serving =
    [
        new(53, 199), // socketpair
        new(49, 200), // bind
        new(50, 201), // listen
        new(43, 202), // accept
        new(288, 242), // accept4
    ];

    /// <summary>Denied without TCP.</summary>
    public static readonly Sys[] Connecting =
    [
        new(42, 203), // connect
        new(45, 207), // recvfrom
        new(47, 212), // recvmsg
        new(299, 243), // recvmmsg
    ];
}
