using System.Text;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Mhl.Legacy;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>Valid documents, damaged in thousands of ways: a reader answers or refuses, it never breaks.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class MutationTests
{
    private static readonly string[] Pieces =
    [
        "<", ">", "</", "/>", "&", "&#0;", "&#xD800;", "&lt;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a>", "<?xml?>", "\"", "'", "=", "..", "/", "\\", "\0", "\uFFFD",
        "<hash>", "</hash>", "<path>", "<previousPath>", "xmlns=\"\"", "xmlns=\"urn:ASC:MHL:v2.0\"", "size=\"99999999999999999999\"", "size=\"-1\"", "action=\"failed\"",
        "c4", "<c4>", "<metadata>", "sequencenr=\"2147483648\"", "version=\"1.1\"", "\u2028", "é", "\U0001F3AC",
    ];

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 8).Select(i => (ulong)i)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_damaged_document_is_read_or_refused_and_nothing_else(ulong seed)
    {
        var dice = new Dice(seed);
        var (manifest, chain, legacy) = await ValidAsync();
        for (var i = 0; i < Fuzzing.Rounds(600); i++)
        {
            AssertAnswers(() => ManifestReader.Read(new MemoryStream(Damaged(manifest, dice)), "x"));
            AssertAnswers(() => ChainReader.Read(new MemoryStream(Damaged(chain, dice))));
            AssertAnswers(() => LegacyReader.Read(new MemoryStream(Damaged(legacy, dice)), "x"));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_history_with_a_damaged_document_is_loaded_and_not_trusted(ulong seed)
    {
        var dice = new Dice(seed);
        for (var i = 0; i < 30; i++)
        {
            var card = new MemoryHistory { ["A/a.mov"] = "one", ["b.mov"] = "two" };
            await card.SealAsync(0);
            await card.SealAsync(1);
            var document = card.Documents.Keys.ElementAt(dice.Next(card.Documents.Count));
            var before = card.Documents[document];
            card.Documents[document] = Damaged(before, dice);

            var history = await card.LoadAsync();

            // A chain may be damaged in a way that means the same, such as a blank more between elements.
            if (document.EndsWith(".mhl", StringComparison.Ordinal) && !before.AsSpan().SequenceEqual(card.Documents[document])) Assert.False(history.IsTrusted);
            _ = history.Compare(card.Observe(HashFormat.Xxh64));
        }
    }

    private static void AssertAnswers(Action read)
    {
        try
        {
            read();
        }
        catch (MhlException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    }

    private static byte[] Damaged(byte[] valid, Dice dice)
    {
        var bytes = valid.ToList();
        for (var hits = 1 + dice.Next(4); hits > 0; hits--)
        {
            var at = dice.Next(bytes.Count);
            switch (dice.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << dice.Next(8)); break;
                case 1: bytes.RemoveRange(at, Math.Min(dice.Next(40), bytes.Count - at - 1)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[dice.Next(Pieces.Length)])); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at - 1); break;
                case 4:
                    var length = Math.Min(dice.Next(200), bytes.Count - at);
                    bytes.InsertRange(dice.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default: bytes[at] = (byte)dice.Next(256); break;
            }
        }

        return [.. bytes];
    }

    private static async Task<(byte[] Manifest, byte[] Chain, byte[] Legacy)> ValidAsync()
    {
        var card = new MemoryHistory { ["Clips/A.mov"] = "first", ["Clips/é & <x>.mov"] = "second", ["s.txt"] = "" };
        var sealing = await card.SealAsync(0, formats: [HashFormat.Xxh64, HashFormat.C4]);
        using var legacy = new MemoryStream();
        LegacyWriter.Write(
            new LegacyManifest
            {
                Creator = new LegacyCreator { Started = MemoryHistory.Start },
                Entries = [.. card.Observe(HashFormat.Md5, HashFormat.Xxh32).Select(f => new LegacyEntry { Path = f.Path, Size = f.Length, Hashes = f.Digests, Modified = MemoryHistory.Start, HashDate = MemoryHistory.Start })],
            },
            legacy);
        return (card.Documents[sealing.ManifestPath], card.Documents["ascmhl/ascmhl_chain.xml"], legacy.ToArray());
    }

    /// <summary>SplitMix64: the same numbers for a seed, everywhere and forever.</summary>
    private sealed class Dice(ulong state)
    {
        public int Next(int below)
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)below);
        }
    }
}
