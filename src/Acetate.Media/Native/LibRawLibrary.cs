using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Native;

/// <summary>LibRaw 0.20 through its C interface: unpacks a camera's raw photograph, and says what its samples mean.</summary>
/// <remarks>
/// The interface has no functions for black levels, the matrix of colours and the samples themselves, so those are read where the structure of this
/// version has them (libraw_types.h); the library is asked for by the name that promises it, and for its version before anything is read.
/// </remarks>
internal sealed unsafe partial class LibRawLibrary : SafeHandleZeroOrMinusOneIsInvalid
{
    private const string Library = "libraw_r.so.20", Known = "0.20.";
    private const int NoCallbacks = 3, MostSamples = 400_000_000;

    // libraw_data_t of 0.20: bytes from its beginning.
    private const int RawHeight = 8, RawWidth = 10, Height = 12, Width = 14, TopMargin = 16, LeftMargin = 18, Aspect = 32, Make = 188, Model = 252, Filters = 528, Names = 604,
        ColourBlack = 136456, Black = 152872, Maximum = 152880, CameraGains = 153056, DaylightGains = 153072, RgbFromCamera = 153184, CameraFromXyz = 153232, Speed = 192424, Samples = 193256;

    private const int NameBytes = 64, PatternAt = 4, PatternMost = 4096;

    public LibRawLibrary() : base(ownsHandle: true)
    {
    }

    /// <summary>The version of the library.</summary>
    public static string Version { get; private set; } = "of unknown version";

    /// <exception cref="ToolMissingException">The library is not installed, or is of another version.</exception>
    public static LibRawLibrary Open()
    {
        try
        {
            var version = Marshal.PtrToStringUTF8(VersionText()) ?? "";
            if (!version.StartsWith(Known, StringComparison.Ordinal)) throw new EntryPointNotFoundException($"LibRaw {version}");
            Version = version.Split('-')[0];
            var library = Init(NoCallbacks);
            return library.IsInvalid ? throw new IOException("LibRaw has no memory to begin.") : library;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new ToolMissingException(Library, "raw photographs", "libraw20", missing);
        }
    }

    /// <summary>Reads what a file says, and where wanted its samples.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="room">Makes room for so many samples; null: they are not wanted.</param>
    /// <exception cref="InvalidDataException">It is no raw picture that LibRaw can unpack to one of Bayer's, or damaged.</exception>
    public LibRawPicture Read(ReadOnlySpan<byte> file, Func<int, ushort[]>? room)
    {
        var damage = 0;
        fixed (byte* bytes = file)
        {
            try
            {
                SetDataErrorHandler(this, &Damaged, &damage);
                Check(OpenBuffer(this, bytes, (nuint)file.Length), "read");
                var picture = Describe();
                if (room is null) return picture;
                // LibRaw makes room for all samples: a size that the file cannot hold is not believed.
                var count = (long)picture.RawWidth * picture.RawHeight;
                if (count > MostSamples || count > file.Length * 600L) throw new InvalidDataException($"The raw picture is said to have {picture.RawWidth}×{picture.RawHeight} pixels, which {file.Length:N0} bytes cannot hold.");
                Check(Unpack(this), "unpack");
                if (damage != 0) throw new InvalidDataException("The raw picture is cut or damaged: LibRaw found samples that cannot be.");
                // Unpacking can correct what the header said.
                picture = Describe();
                if (At<nint>(Samples) is not (not 0 and var samples)) throw new InvalidDataException($"The raw picture of a {picture.Model} is none of one sample a pixel, which is not developed here. Use the maker's software or Adobe's DNG Converter.");
                count = (long)picture.RawWidth * picture.RawHeight;
                new ReadOnlySpan<ushort>((void*)samples, checked((int)count)).CopyTo(room((int)count));
                return picture;
            }
            finally
            {
                // It must not look at these bytes any more.
                Recycle(this);
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        Close(handle);
        return true;
    }

    private LibRawPicture Describe()
    {
        var model = $"{Text(Make)} {Text(Model)}".Trim();
        var names = new string([.. Enumerable.Range(0, 4).Select(i => (char)At<byte>(Names + i))]);
        // The colours of the first rows and columns that see light; they repeat after two, or the filter is none of Bayer's.
        var pattern = new char[4];
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                var colour = At<uint>(Filters) < 1000 ? -1 : Colour(this, row, column);
                var name = colour is >= 0 and < 4 ? names[colour] : '?';
                if (row < 2 && column < 2) pattern[row * 2 + column] = name;
                else if (name != pattern[(row & 1) * 2 + (column & 1)]) pattern[0] = '?';
            }
        }

        return new()
        {
            Model = model.Length == 0 ? "camera that is not known" : model,
            RawWidth = At<ushort>(RawWidth),
            RawHeight = At<ushort>(RawHeight),
            Left = At<ushort>(LeftMargin),
            Top = At<ushort>(TopMargin),
            Width = At<ushort>(Width),
            Height = At<ushort>(Height),
            Aspect = At<double>(Aspect),
            Pattern = new(pattern),
            Black = Blacks(),
            White = At<uint>(Maximum),
            CameraFromXyz = Numbers(CameraFromXyz, 3),
            RgbFromCamera = Numbers(RgbFromCamera, 4),
            DaylightGains = [.. Enumerable.Range(0, 3).Select(i => (double)At<float>(DaylightGains + 4 * i))],
            Gains = [.. Enumerable.Range(0, 3).Select(i => (double)At<float>(CameraGains + 4 * i))],
            Speed = At<float>(Speed),
        };
    }

    // Black is a sum: one number, one for each colour, and a pattern over the part that sees light.
    private (int Rows, int Columns, double[] Values) Blacks()
    {
        var (rows, columns) = (At<uint>(ColourBlack + 4 * PatternAt), At<uint>(ColourBlack + 4 * (PatternAt + 1)));
        if (rows == 0 || columns == 0 || rows > 64 || columns > 64 || rows * columns > PatternMost) (rows, columns) = (0, 0);
        // The colours repeat after two, so the sum does after twice an odd pattern.
        var (down, across) = ((int)(rows == 0 ? 2 : rows % 2 == 0 ? rows : 2 * rows), (int)(columns == 0 ? 2 : columns % 2 == 0 ? columns : 2 * columns));
        var values = new double[down * across];
        for (var y = 0; y < down; y++)
        {
            for (var x = 0; x < across; x++)
            {
                var colour = At<uint>(Filters) < 1000 ? 0 : Colour(this, y, x);
                var place = rows == 0 ? 0 : At<uint>(ColourBlack + 4 * (int)(PatternAt + 2 + y % rows * columns + x % columns));
                values[y * across + x] = (double)At<uint>(Black) + (colour is >= 0 and < 4 ? At<uint>(ColourBlack + 4 * colour) : 0) + place;
            }
        }

        return (down, across, values);
    }

    // Three rows of three numbers, of which the file has more.
    private double[] Numbers(int offset, int columns) => [.. Enumerable.Range(0, 9).Select(i => (double)At<float>(offset + 4 * (i / 3 * columns + i % 3)))];

    private T At<T>(int offset) where T : unmanaged => Unsafe.ReadUnaligned<T>((byte*)handle + offset);

    private string Text(int offset)
    {
        var bytes = new ReadOnlySpan<byte>((byte*)handle + offset, NameBytes);
        var end = bytes.IndexOf((byte)0);
        return new([.. bytes[..(end < 0 ? NameBytes : end)].ToArray().Select(value => value is >= 32 and < 127 ? (char)value : '?')]);
    }

    private static void Check(int result, string what)
    {
        if (result != 0) throw new InvalidDataException($"LibRaw {Version} cannot {what} it: {(Marshal.PtrToStringUTF8(ErrorText(result)) ?? "no reason given").ToLowerInvariant()}. Use the maker's software or Adobe's DNG Converter.");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Damaged(void* seen, byte* file, int offset) => *(int*)seen = 1;

    [LibraryImport(Library, EntryPoint = "libraw_version")]
    private static partial nint VersionText();

    [LibraryImport(Library, EntryPoint = "libraw_init")]
    private static partial LibRawLibrary Init(uint flags);

    [LibraryImport(Library, EntryPoint = "libraw_close")]
    private static partial void Close(nint data);

    [LibraryImport(Library, EntryPoint = "libraw_set_dataerror_handler")]
    private static partial void SetDataErrorHandler(LibRawLibrary data, delegate* unmanaged[Cdecl]<void*, byte*, int, void> handler, void* seen);

    [LibraryImport(Library, EntryPoint = "libraw_open_buffer")]
    private static partial int OpenBuffer(LibRawLibrary data, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "libraw_unpack")]
    private static partial int Unpack(LibRawLibrary data);

    [LibraryImport(Library, EntryPoint = "libraw_recycle")]
    private static partial void Recycle(LibRawLibrary data);

    [LibraryImport(Library, EntryPoint = "libraw_COLOR")]
    private static partial int Colour(LibRawLibrary data, int row, int column);

    [LibraryImport(Library, EntryPoint = "libraw_strerror")]
    private static partial nint ErrorText(int error);
}

/// <summary>What LibRaw says of a raw picture.</summary>
internal sealed record LibRawPicture
{
    /// <summary>Make and model.</summary>
    public required string Model { get; init; }

    /// <summary>Samples stored across.</summary>
    public required int RawWidth { get; init; }

    /// <summary>Samples stored down.</summary>
    public required int RawHeight { get; init; }

    /// <summary>Where the part that sees light begins.</summary>
    public required int Left { get; init; }

    /// <inheritdoc cref="Left"/>
    public required int Top { get; init; }

    /// <summary>Its size.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Width of a pixel by its height.</summary>
    public required double Aspect { get; init; }

    /// <summary>The colours of its first four pixels, two of each row: <c>RGGB</c>; a question mark in it: none of Bayer's.</summary>
    public required string Pattern { get; init; }

    /// <summary>Black for each place of a pattern over it.</summary>
    public required (int Rows, int Columns, double[] Values) Black { get; init; }

    /// <summary>The number of the most light.</summary>
    public required double White { get; init; }

    /// <summary>From XYZ to the camera under D65, row by row; zeros where it is only known the other way round.</summary>
    public required double[] CameraFromXyz { get; init; }

    /// <summary>From the camera, balanced for D65, to linear Rec.709; ones and zeros where it is not known.</summary>
    public required double[] RgbFromCamera { get; init; }

    /// <summary>What balances the camera for D65.</summary>
    public required double[] DaylightGains { get; init; }

    /// <summary>What makes a neutral of the recording equal; zeros when it is not known.</summary>
    public required double[] Gains { get; init; }

    /// <summary>ISO, or 0.</summary>
    public required double Speed { get; init; }
}
