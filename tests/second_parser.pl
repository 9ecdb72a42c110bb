#!/usr/bin/perl
# Reads messages from standard input, each after a line with its length in octets, and writes for each one
# line of JSON with what Email::MIME (Debian: libemail-mime-perl) finds in it.
use strict;
use warnings;
use Email::MIME;
use Encode;
use JSON::PP;

binmode STDIN;
binmode STDOUT;
my $json = JSON::PP->new->utf8->canonical;

while (my $length = <STDIN>) {
    my $octets = '';
    read(STDIN, $octets, $length) == $length or die "the input ends early\n";
    my $mail = Email::MIME->new($octets);
    my (%decoded, %raw);
    for my $name ($mail->header_names) {
        # Unfolded octets, in UTF-8 (RFC 6532).
        my @values = map { decode('UTF-8', $_, Encode::FB_CROAK | Encode::LEAVE_SRC) } $mail->header_raw($name);
        $raw{$name} = [@values];
        $decoded{$name} = [map { decode('MIME-Header', $_) } @values];
    }
    my @parts = map { { type => $_->content_type, text => $_->body_str } } $mail->subparts;
    print $json->encode({ raw => \%raw, decoded => \%decoded, parts => \@parts }), "\n";
}
