using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Native;

/// <summary>The compressors of OpenEXR's own library through its C interface (OpenEXRCore 3.1): lines in, the data of a chunk out.</summary>
/// <remarks>A context is made as if a file were written, its header goes nowhere, and of the pipeline that makes chunks the steps after the
/// compression are taken away: so any chunk can be made in any order.</remarks>
internal sealed unsafe partial class OpenExrCore : SafeHandleZeroOrMinusOneIsInvalid
{
    private const string Library = "libOpenEXRCore-3_1.so.30";
    private const int Piz = 4, Scanlines = 0, Linear = 1, Direct = 0;

    private readonly Pipeline* pipeline = (Pipeline*)NativeMemory.AllocZeroed((nuint)sizeof(Pipeline));
    private bool isReady, isFreed;

    public OpenExrCore() : base(ownsHandle: true)
    {
    }

    /// <summary>A compressor for pictures of one layout.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="channels">Their names in alphabetical order.</param>
    /// <param name="pixel">1 for halves, 2 for floats, as OpenEXR counts.</param>
    /// <exception cref="ToolMissingException">The library is not installed.</exception>
    public static OpenExrCore Open(int width, int height, IEnumerable<string> channels, int pixel)
    {
        var core = new OpenExrCore();
        try
        {
            var initializer = new Initializer { Size = (nuint)sizeof(Initializer), Error = &Ignore, Write = &Nowhere, ZipLevel = -2, DwaQuality = -1 };
            nint context;
            Check(StartWrite(&context, "chunks", Direct, &initializer), "start");
            core.SetHandle(context);
            int part;
            Check(AddPart(context, null, Scanlines, &part), "add a part");
            Check(InitializeRequired(context, 0, width, height, Piz), "describe the picture");
            foreach (var channel in channels) Check(AddChannel(context, 0, channel, pixel, Linear, 1, 1), "add a channel");
            Check(WriteHeader(context), "make the header");
            return core;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            core.Dispose();
            throw new ToolMissingException(Library, "OpenEXR files with PIZ", "libopenexr-3-1-30", missing);
        }
        catch
        {
            core.Dispose();
            throw;
        }
    }

    /// <summary>Compresses the lines of a chunk.</summary>
    /// <param name="line">Its first line, from 0.</param>
    /// <param name="plain">Its lines: all pixels of the first channel, then all of the second.</param>
    /// <param name="lineBytes">Bytes of a line of all channels.</param>
    /// <returns>Good until the next; as long as <paramref name="plain"/> or longer where nothing was gained.</returns>
    public ReadOnlySpan<byte> Compress(int line, ReadOnlySpan<byte> plain, int lineBytes)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ChunkInfo chunk;
        Check(ScanlineChunkInfo(handle, 0, line, &chunk), "begin a chunk");
        if (plain.Length < (long)lineBytes * chunk.Height) throw new ArgumentException("The chunk has fewer lines than it should.", nameof(plain));
        fixed (byte* pixels = plain)
        {
            Check(isReady ? EncodingUpdate(handle, 0, &chunk, pipeline) : EncodingInitialize(handle, 0, &chunk, pipeline), "prepare a chunk");
            for (var i = 0; i < pipeline->ChannelCount; i++)
            {
                ref var channel = ref pipeline->Channels[i];
                (channel.UserBytes, channel.UserType, channel.PixelStride, channel.LineStride) = (channel.Bytes, channel.Type, channel.Bytes, lineBytes);
                channel.From = pixels + i * (lineBytes / pipeline->ChannelCount);
            }

            if (!isReady) Check(ChooseRoutines(handle, 0, pipeline), "choose a compressor");
            isReady = true;
            (pipeline->Yield, pipeline->Write) = (0, 0);
            Check(EncodingRun(handle, 0, pipeline), "compress a chunk");
            return pipeline->CompressedBuffer is null || pipeline->CompressedBytes >= (nuint)plain.Length ? plain : new(pipeline->CompressedBuffer, (int)pipeline->CompressedBytes);
        }
    }

    protected override bool ReleaseHandle()
    {
        if (isReady) _ = EncodingDestroy(handle, pipeline);
        var context = handle;
        return Finish(&context) == 0;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!isFreed) NativeMemory.Free(pipeline);
        isFreed = true;
    }

    private static void Check(int result, string what)
    {
        if (result != 0) throw new IOException($"OpenEXR's library could not {what}: error {result}.");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint context, int code, byte* message)
    {
        // The code is returned too, and becomes an exception there.
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Nowhere(nint context, nint user, void* buffer, ulong size, ulong offset, nint error) => (long)size;

    [LibraryImport(Library, EntryPoint = "exr_start_write", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StartWrite(nint* context, string name, int mode, Initializer* initializer);

    [LibraryImport(Library, EntryPoint = "exr_add_part", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddPart(nint context, string? name, int storage, int* part);

    [LibraryImport(Library, EntryPoint = "exr_initialize_required_attr_simple")]
    private static partial int InitializeRequired(nint context, int part, int width, int height, int compression);

    [LibraryImport(Library, EntryPoint = "exr_add_channel", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChannel(nint context, int part, string name, int pixel, int perception, int across, int down);

    [LibraryImport(Library, EntryPoint = "exr_write_header")]
    private static partial int WriteHeader(nint context);

    [LibraryImport(Library, EntryPoint = "exr_write_scanline_chunk_info")]
    private static partial int ScanlineChunkInfo(nint context, int part, int line, ChunkInfo* chunk);

    [LibraryImport(Library, EntryPoint = "exr_encoding_initialize")]
    private static partial int EncodingInitialize(nint context, int part, ChunkInfo* chunk, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_update")]
    private static partial int EncodingUpdate(nint context, int part, ChunkInfo* chunk, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_choose_default_routines")]
    private static partial int ChooseRoutines(nint context, int part, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_run")]
    private static partial int EncodingRun(nint context, int part, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_destroy")]
    private static partial int EncodingDestroy(nint context, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_finish")]
    private static partial int Finish(nint* context);

#pragma warning disable CS0649, CS0169 // The library fills these fields in, or they only keep the others in their places.
    // openexr_context.h, exr_context_initializer_t.
    private struct Initializer
    {
        public nuint Size;
        public delegate* unmanaged[Cdecl]<nint, int, byte*, void> Error;
        public nint Allocate, Free, User, Read, QuerySize;
        public delegate* unmanaged[Cdecl]<nint, nint, void*, ulong, ulong, nint, long> Write;
        public nint Destroy;
        public int MaxWidth, MaxHeight, MaxTileWidth, MaxTileHeight, ZipLevel;
        public float DwaQuality;
        public int Flags;
    }

    // openexr_chunkio.h, exr_chunk_info_t.
    private struct ChunkInfo
    {
        public int Index, StartX, StartY, Height, Width;
        public byte LevelX, LevelY, Type, Compression;
        public ulong DataOffset, PackedSize, UnpackedSize, SampleCountOffset, SampleCountSize;
    }

    // openexr_coding.h, exr_coding_channel_info_t.
    private struct Channel
    {
        public nint Name;
        public int Height, Width, SamplesX, SamplesY;
        public byte IsLinear;
        public sbyte Bytes;
        public ushort Type;
        public short UserBytes;
        public ushort UserType;
        public int PixelStride, LineStride;
        public byte* From;
    }

    // openexr_encode.h, exr_encode_pipeline_t of 3.1.
    private struct Pipeline
    {
        public Channel* Channels;
        public short ChannelCount;
        public ushort Flags;
        public int Part;
        public nint Context;
        public ChunkInfo Chunk;
        public nint UserData, PackedBuffer;
        public ulong PackedBytes;
        public nuint PackedSize;
        public nint SampleCounts;
        public nuint SampleCountsSize;
        public nint PackedSamples;
        public nuint PackedSamplesBytes, PackedSamplesSize;
        public void* CompressedBuffer;
        public nuint CompressedBytes, CompressedSize;
        public nint Scratch1;
        public nuint Scratch1Size;
        public nint Scratch2;
        public nuint Scratch2Size;
        public nint Allocate, Free, Convert, Compress, Yield, Write;
        public Channel Quick0, Quick1, Quick2, Quick3, Quick4;
    }
#pragma warning restore CS0649, CS0169
}
