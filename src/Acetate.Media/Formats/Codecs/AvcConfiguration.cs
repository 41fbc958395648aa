using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Codecs;

/// <summary>The sequence parameters of H.264 (ISO/IEC 14496-15 avcC, ITU-T H.264 7.3.2.1.1): chroma, depth and colour.</summary>
/// <remarks>A parameter set is a string of bits; whole numbers lie in it as Exp-Golomb codes: as many zeros as bits follow the first one.</remarks>
internal static class AvcConfiguration
{
    /// <summary>Adds what the first parameter set of a configuration says; nothing when it makes no sense.</summary>
    public static void Add(ReadOnlySpan<byte> box, InspectionDraft draft)
    {
        if ((box[5] & 31) == 0) return;
        var length = box[6] << 8 | box[7];
        if (length < 4 || length > box.Length - 8) return;
        AddParameters(box.Slice(8, length), draft);
    }

    private static void AddParameters(ReadOnlySpan<byte> unit, InspectionDraft draft)
    {
        const string origin = "avcC";
        var bits = new Bits(Plain(unit[1..]));
        var (profile, constraints) = (bits.Take(8), bits.Take(8));
        bits.Take(8);
        bits.Code();
        int chroma = 1, depth = 8;
        if (profile is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128)
        {
            chroma = bits.Code();
            if (chroma == 3) bits.Take(1);
            depth = bits.Code() + 8;
            bits.Code();
            bits.Take(1);
            if (bits.Take(1) == 1) ScalingLists(ref bits, chroma == 3 ? 12 : 8);
        }

        if (chroma is < 0 or > 3 || depth is < 8 or > 14) return;
        bits.Code();
        switch (bits.Code())
        {
            case 0: bits.Code(); break;
            case 1:
                bits.Take(1);
                bits.Code();
                bits.Code();
                for (var count = Math.Min(bits.Code(), 255); count > 0; count--) bits.Code();
                break;
        }

        bits.Code();
        bits.Take(1);
        bits.Code();
        bits.Code();
        // Frames alone, or fields too: which field comes first then stands in the pictures.
        var isFrames = bits.Take(1) == 1;
        if (!isFrames) bits.Take(1);
        bits.Take(1);
        if (bits.Take(1) == 1)
            for (var side = 0; side < 4; side++) bits.Code();
        var isFull = false;
        string? shape = null;
        var (primaries, transfer, matrix) = (2, 2, 2);
        if (bits.Take(1) == 1)
        {
            if (bits.Take(1) == 1) shape = Shape(ref bits);
            if (bits.Take(1) == 1) bits.Take(1);
            if (bits.Take(1) == 1)
            {
                bits.Take(3);
                isFull = bits.Take(1) == 1;
                if (bits.Take(1) == 1) (primaries, transfer, matrix) = (bits.Take(8), bits.Take(8), bits.Take(8));
                if (!bits.IsPastEnd) draft.Fact("image.colour.range", isFull ? "pc" : "tv", origin);
            }
        }

        if (bits.IsPastEnd) return;
        draft.Fact("image.bitDepth", depth, origin);
        draft.Fact("image.squeeze", shape, origin);
        if (isFrames) draft.Fact("image.fieldOrder", "progressive", origin, "frame_mbs_only_flag 1");
        draft.Fact("image.profile", Profile(profile, constraints), origin, $"{profile}");
        draft.Fact("image.pixelFormat", chroma == 0 ? depth == 8 ? "gray" : $"gray{depth}le"
            : $"yuv{(isFull && depth == 8 ? "j" : "")}{chroma switch { 1 => "420", 2 => "422", _ => "444" }}p{(depth == 8 ? "" : $"{depth}le")}", origin, $"{chroma} {depth}");
        draft.Fact("image.colour.primaries", ColourCodes.Primaries(primaries), origin, $"{primaries}");
        draft.Fact("image.colour.transfer", ColourCodes.Transfer(transfer), origin, $"{transfer}");
        draft.Fact("image.colour.matrix", ColourCodes.Matrix(matrix), origin, $"{matrix}");
    }

    private static string? Profile(int profile, int constraints) => profile switch
    {
        66 => (constraints & 0x40) != 0 ? "Constrained Baseline" : "Baseline",
        77 => "Main",
        88 => "Extended",
        100 => "High",
        110 => (constraints & 0x10) != 0 ? "High 10 Intra" : "High 10",
        122 => (constraints & 0x10) != 0 ? "High 4:2:2 Intra" : "High 4:2:2",
        244 => (constraints & 0x10) != 0 ? "High 4:4:4 Intra" : "High 4:4:4 Predictive",
        _ => null,
    };

    /// <summary>How wide a pixel is shown: one of a list (Table E-1), or two numbers.</summary>
    private static string? Shape(ref Bits bits)
    {
        ReadOnlySpan<(int Across, int Down)> shapes =
            [(0, 0), (1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11), (80, 33), (18, 11), (15, 11), (64, 33), (160, 99), (4, 3), (3, 2), (2, 1)];
        var code = bits.Take(8);
        if (code == 255) return ExactRatio.Of(bits.Take(16), bits.Take(16));
        return code < shapes.Length ? ExactRatio.Of(shapes[code].Across, shapes[code].Down) : null;
    }

    private static void ScalingLists(ref Bits bits, int count)
    {
        for (var list = 0; list < count; list++)
        {
            if (bits.Take(1) == 0) continue;
            var (last, next) = (8, 8);
            for (var i = 0; i < (list < 6 ? 16 : 64); i++)
            {
                if (next != 0) next = (last + bits.Signed() + 256) & 255;
                last = next == 0 ? last : next;
            }
        }
    }

    // A 3 after two zeros keeps the bytes from looking like a start code; it is no part of them.
    private static byte[] Plain(ReadOnlySpan<byte> unit)
    {
        var plain = new List<byte>(unit.Length);
        for (var i = 0; i < unit.Length; i++)
            if (!(unit[i] == 3 && i >= 2 && unit[i - 1] == 0 && unit[i - 2] == 0)) plain.Add(unit[i]);
        return [.. plain];
    }

    private struct Bits(byte[] bytes)
    {
        private int _at;

        /// <summary>Whether more was asked for than there is; then nothing that was read counts.</summary>
        public readonly bool IsPastEnd => _at > bytes.Length * 8;

        public int Take(int count)
        {
            var value = 0;
            for (; count > 0; count--, _at++)
                value = value << 1 | (_at < bytes.Length * 8 ? bytes[_at / 8] >> (7 - _at % 8) & 1 : 0);
            return value;
        }

        public int Code()
        {
            var zeros = 0;
            while (zeros < 31 && _at < bytes.Length * 8 && Take(1) == 0) zeros++;
            return zeros is 0 or 31 ? 0 : (1 << zeros) - 1 + Take(zeros);
        }

        public int Signed()
        {
            var code = Code();
            return (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
        }
    }
}
