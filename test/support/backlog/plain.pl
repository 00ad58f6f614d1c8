#!/usr/bin/perl
# What fits into a listener's two queues, and what ticks when one more comes, by nothing but sockets, ss(8) and
# /proc/net/netstat: a server in the namespaces that this runs in, a client in a network namespace of its own.
# Reads lines BACKLOG COOKIES MAX_SYN_BACKLOG SYNS; prints for each what was measured, as a line of JSON.
# Perl, since node cannot listen with a backlog of 0, nor leave a connection in the accept queue.
use strict;
use warnings;
use Errno 'EINPROGRESS';
use IPC::Open2;
use IO::Handle;
use Socket;

my ($SERVER, $CLIENT) = ('10.9.0.2', '10.9.0.1');
my ($SERVER_MAC, $CLIENT_MAC, $NOBODYS_MAC) = map { "02:00:00:00:09:0$_" } 2, 1, 9;
my @COUNTERS = qw(ListenOverflows ListenDrops TCPReqQFullDrop TCPReqQFullDoCookies SyncookiesSent SyncookiesRecv);
my $PATIENCE = 20;
STDOUT->autoflush;

exit client() if ($ARGV[0] // '') eq 'client';
my $client = open2(my $heard, my $told, 'unshare', '--net', $^X, $0, 'client');
$told->autoflush;
<$heard> eq "here\n" or die "no client\n";
ip("link add eth0 address $SERVER_MAC type veth peer name eth0 address $CLIENT_MAC netns $client");
ip($_) for "addr add $SERVER/24 dev eth0", 'link set eth0 up';
# A server without round-trip times of earlier connections treats each client as the first (tcp_peer_is_proven).
set('tcp_no_metrics_save', 1);
ask('up');

my @rows = map { [split] } <STDIN>;
my $port = 8000;
# Half-open first: to nobody's MAC address the server's answers are lost.
neighbour($NOBODYS_MAC);
my @half_open = map { measured($_, \&half_open) } @rows;
neighbour($CLIENT_MAC);
my @waiting = map { measured($_, \&waiting) } @rows;
print "{\"halfOpen\":$half_open[$_],\"waiting\":$waiting[$_]}\n" for 0 .. $#rows;

sub measured {
    my ($row, $measure) = @_;
    my ($backlog, $cookies, $max_syn_backlog, $syns) = @$row;
    set('tcp_syncookies', $cookies);
    set('tcp_max_syn_backlog', $max_syn_backlog);
    $port++;
    socket(my $listener, PF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
    bind($listener, sockaddr_in($port, INADDR_ANY)) or die "bind: $!\n";
    listen($listener, $backlog) or die "listen: $!\n";
    my %before = counters();
    my $fit = $measure->($syns, \%before);
    my $ticked = ticked(\%before);
    ask('leave');
    my $counters = join ',', map { "\"$_\":$ticked->{$_}" } grep { $ticked->{$_} } @COUNTERS;
    return "{\"fit\":$fit,\"counters\":{$counters}}";
}

# Half-open entries once each SYN has got one, or a cookie, or was dropped.
sub half_open {
    my ($syns, $before) = @_;
    ask("syns $port $syns");
    my $entries;
    patiently(sub {
        $entries = () = listed("state syn-recv sport = :$port");
        my $ticked = ticked($before);
        return $entries + $ticked->{SyncookiesSent} + $ticked->{ListenDrops} == $syns;
    });
    return $entries;
}

# Connections in the accept queue after each of so many, one after the other, has come there or was dropped.
sub waiting {
    my ($syns, $before) = @_;
    for (1 .. $syns) {
        my $drops = ticked($before)->{ListenDrops};
        print $told "connect $port\n";
        # The client answers when it is connected, which it is not when its SYN was dropped.
        patiently(sub { readable($heard, 0.002) || ticked($before)->{ListenDrops} > $drops });
        if (readable($heard, 0)) { <$heard> }
        else { ask('abandon') }
    }
    return (split ' ', (listed("-l sport = :$port"))[0])[1];
}

sub listed { my ($which) = @_; return grep { /\S/ } `ss -Hnt $which` }

sub counters {
    open(my $file, '<', '/proc/net/netstat') or die "netstat: $!\n";
    my @lines = map { [split] } grep { /^TcpExt:/ } <$file>;
    my %all;
    @all{ @{ $lines[0] } } = @{ $lines[1] };
    return map { $_ => $all{$_} } @COUNTERS;
}

sub ticked {
    my ($before) = @_;
    my %now = counters();
    return { map { $_ => $now{$_} - $before->{$_} } @COUNTERS };
}

sub patiently {
    my ($is_so) = @_;
    my $end = time + $PATIENCE;
    until ($is_so->()) { die "after $PATIENCE s: " . join(' ', %{ { counters() } }) . "\n" if time > $end }
}

sub readable {
    my ($file, $seconds) = @_;
    vec(my $bits = '', fileno($file), 1) = 1;
    return select($bits, undef, undef, $seconds) > 0;
}

sub ask {
    my ($line) = @_;
    print $told "$line\n";
    <$heard> eq "done\n" or die "the client did not: $line\n";
}

sub ip { my ($words) = @_; system("ip $words") == 0 or die "ip $words\n" }
sub neighbour { my ($mac) = @_; ip("neigh replace $CLIENT lladdr $mac dev eth0 nud permanent") }

sub set {
    my ($name, $value) = @_;
    open(my $file, '>', "/proc/sys/net/ipv4/$name") or die "$name: $!\n";
    print $file $value;
    close($file) or die "$name: $!\n";
}

# The client's side: a line is something to do, and is answered when it is done.
sub client {
    my @sockets;
    print "here\n";
    while (sysread(STDIN, my $line, 100)) {
        my ($verb, $port, $count) = split ' ', $line;
        if ($verb eq 'up') {
            ip($_) for "addr add $CLIENT/24 dev eth0", 'link set eth0 up';
            ip("neigh replace $SERVER lladdr $SERVER_MAC dev eth0 nud permanent");
        }
        # A socket that is closed again does not repeat its SYN.
        if ($verb eq 'syns') { connecting($port) for 1 .. $count }
        if ($verb eq 'abandon') { pop @sockets }
        if ($verb eq 'leave') { @sockets = () }
        if ($verb eq 'connect') {
            push @sockets, my $socket = connecting($port);
            vec(my $either = '', fileno(STDIN), 1) = 1;
            vec(my $writable = '', fileno($socket), 1) = 1;
            select($either, $writable, undef, undef);
            next if unpack('b*', $writable) == 0;
        }
        print "done\n";
    }
    return 0;
}

sub connecting {
    my ($port) = @_;
    socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
    $socket->blocking(0);
    connect($socket, sockaddr_in($port, inet_aton($SERVER))) or $! == EINPROGRESS or die "connect: $!\n";
    return $socket;
}
