using System.Text;
using Acetate.Fdl;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>A valid list, damaged in thousands of ways: it is read or refused, and what is read can be used.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class DamagedListTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "0", "-1", "1e9", "1e308", "1e-308", "0.1", "99999999999999999999", "//", "/*", "*/", "\0", "\uFFFD", "é",
        "\"width\"", "\"height\": 0", "\"_x\": 1,", "\"id\": \"FI1\",", "\"none\"", "\"canvas.dimensions\"", "\"minor\": 1,",
    ];

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 8).Select(i => (ulong)i)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_list_is_read_or_refused_and_nothing_else(ulong seed)
    {
        var dice = new Dice(seed);
        var valid = Encoding.UTF8.GetBytes(Samples.Text);
        var usable = 0;
        for (var i = 0; i < Fuzzing.Rounds(2500); i++)
        {
            var reading = FdlReader.Read(Damaged(valid, dice));

            Assert.All(reading.Problems, problem => Assert.False(string.IsNullOrWhiteSpace(problem.Message)));
            Assert.True(reading.List is not null || reading.Problems.Any(problem => problem.Severity == FdlSeverity.Error));
            if (reading.List is not { } list) continue;
            usable++;
            var once = FdlWriter.ToBytes(list);
            Assert.Equal(once, FdlWriter.ToBytes(FdlReader.Read(once).List!));
            Use(list);
        }

        Assert.True(usable > 100, $"{usable} usable lists prove little.");
    }

    private static void Use(FramingDecisionList list)
    {
        foreach (var template in list.CanvasTemplates)
        {
            if (new FramingSelection().In(list) is not FramingChoice.Found found) continue;
            try
            {
                var made = ReframedList.Of(list, found, template);
                Assert.True(made.Geometry.Layers.Canvas.Width > 0 && made.Geometry.Layers.Canvas.Height > 0);
            }
            catch (FdlException refusal)
            {
                Assert.NotEmpty(refusal.Message);
            }
        }
    }

    private static byte[] Damaged(byte[] valid, Dice dice)
    {
        var bytes = valid.ToList();
        for (var hits = 1 + dice.Next(3); hits > 0; hits--)
        {
            var at = dice.Next(bytes.Count);
            switch (dice.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << dice.Next(8)); break;
                case 1: bytes.RemoveRange(at, Math.Min(dice.Next(40), bytes.Count - at - 1)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[dice.Next(Pieces.Length)])); break;
                case 3:
                    var length = Math.Min(dice.Next(200), bytes.Count - at);
                    bytes.InsertRange(dice.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4: bytes[at] = (byte)dice.Next(256); break;
                default:
                    // Another digit is still JSON: most of what is read is changed this way.
                    while (!char.IsAsciiDigit((char)bytes[at])) at = (at + 1) % bytes.Count;
                    bytes[at] = (byte)('0' + dice.Next(10));
                    break;
            }
        }

        return [.. bytes];
    }
}
